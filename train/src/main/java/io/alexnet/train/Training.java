package io.alexnet.train;

import io.alexnet.augment.Batch;
import io.alexnet.augment.TrainingBatches;
import io.alexnet.augment.Views;
import io.alexnet.common.DataAwayException;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.evaluate.EvaluationReport;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.Tolerance;
import io.alexnet.network.AbandonedStepException;
import io.alexnet.network.DeadUnits;
import io.alexnet.network.StepResult;
import io.alexnet.network.UnitActivity;
import io.alexnet.network.UpdateRule;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.TrainListener.EpochInfo;
import io.alexnet.train.track.TrackSettings;
import io.alexnet.train.track.Tracks;
import io.alexnet.train.track.Tracks.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * A training run from its first step, or from where it was left, to its end: steps, validation
 * after each epoch, the learning rate, a checkpoint after each epoch.
 */
public final class Training {
  private final Run run;
  private final TrainListener listener;
  private final Course course;
  private final Stopwatch watch;
  private final WorkerCount workers;
  private final StepWatch steps;
  private final Tracks tracks;
  private Throughput beforeEpoch = Throughput.ZERO;
  private Throughput beforeStep = Throughput.ZERO;

  private Training(
      Run run, Request request, TrainListener listener, RunControl control, Tracks tracks) {
    this.run = run;
    this.listener = listener;
    this.course = new Course(run, request.saves(), listener, control);
    this.watch = new Stopwatch(run.workers());
    this.workers = new WorkerCount(run.workers(), request.workers().isEmpty());
    this.steps = new StepWatch(run, course, request.watch(), listener);
    this.tracks = tracks;
    run.network().abandonWhen(control::isEnding);
  }

  /**
   * What to train on what, and where to put it.
   *
   * @param data a folder of class directories or a prepared store
   * @param run the run's directory, made if need be
   * @param workers threads that make images ready, at least 1; if not given, as many as the trainer
   *     needs and at most one for each core
   * @param resume whether to go on from the last checkpoint in {@code run}, if there is one; if
   *     not, there must be none
   * @param initialWeights a checkpoint, a run or a safetensors file whose weights to start from
   * @param readOptions how files become images
   * @param saves when checkpoints are saved and how many are kept
   * @param watch from when on training is said to go wrong
   * @param tracks where its figures go besides the run's own files
   * @param tolerance the faults of the data that the run tolerates
   */
  public record Request(
      Path data,
      Path run,
      TrainSettings settings,
      OptionalInt workers,
      boolean resume,
      Optional<Path> initialWeights,
      ReadOptions readOptions,
      SaveSettings saves,
      WatchSettings watch,
      TrackSettings tracks,
      Tolerance tolerance) {
    /** Watched, tracked and tolerant as usual. */
    public Request(
        Path data,
        Path run,
        TrainSettings settings,
        OptionalInt workers,
        boolean resume,
        Optional<Path> initialWeights,
        ReadOptions readOptions,
        SaveSettings saves) {
      this(
          data,
          run,
          settings,
          workers,
          resume,
          initialWeights,
          readOptions,
          saves,
          WatchSettings.DEFAULT,
          TrackSettings.DEFAULT,
          Tolerance.DEFAULT);
    }

    /** The same, watched otherwise. */
    public Request with(WatchSettings other) {
      return with(other, tracks, tolerance);
    }

    /** The same, tracked otherwise. */
    public Request with(TrackSettings other) {
      return with(watch, other, tolerance);
    }

    /** The same with another tolerance. */
    public Request with(Tolerance other) {
      return with(watch, tracks, other);
    }

    private Request with(WatchSettings w, TrackSettings t, Tolerance faults) {
      return new Request(
          data, run, settings, workers, resume, initialWeights, readOptions, saves, w, t, faults);
    }
  }

  /**
   * To be asked before anything else, for whoever wants to know at once; {@link #run} sees to it in
   * any case.
   *
   * @param run directory of a run, which need not be there
   * @throws UserException if another process writes to it, with that one's number
   */
  public static void requireNoWriter(Path run) throws IOException {
    RunDirectory.requireNoWriter(run);
  }

  /**
   * Trains on the calling thread until the end, or until asked to end.
   *
   * @param control of this run alone
   * @throws UserException if something a person gave does not fit, before anything is changed; or
   *     if training diverges and may not go back
   * @throws DataAwayException if the data is away and stays so; what was trained is saved
   * @throws StoppedException if asked to end before the first step
   */
  public static TrainResult run(Request request, TrainListener listener, RunControl control) {
    try (Run run = RunSetup.open(request, listener, control);
        Tracks tracks =
            Tracks.open(
                request.run(),
                request.tracks(),
                RunText.flat(request.settings()),
                listener::note)) {
      Training training = new Training(run, request, listener, control, tracks);
      WatchSettings.Stuck limits = request.watch().stuck();
      try (Watchdog dog =
          new Watchdog(run, training.watch, control, listener, limits, System::nanoTime)) {
        dog.start(limits.interval());
        return training.tracked();
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          "run %s cannot be written: %s".formatted(request.run(), Reason.withFile(e)), e);
    } finally {
      control.end();
      listener.state(State.ENDED);
    }
  }

  /** Trains, and tells who tracks the run how it was left. */
  private TrainResult tracked() throws IOException {
    Outcome outcome = Outcome.FAILED;
    try {
      TrainResult result = train();
      outcome = result.stopped() ? Outcome.KILLED : Outcome.FINISHED;
      return result;
    } catch (DataAwayException e) {
      course.leave(e);
      throw e;
    } finally {
      tracks.ended(outcome);
    }
  }

  private TrainResult train() throws IOException {
    steps.lookAtClasses();
    course.enter(State.RUNNING);
    Optional<String> end = finished();
    while (end.isEmpty()) {
      if (trainEpoch()) {
        validate();
      }
      end = course.stopped().or(this::finished);
    }
    if (course.stopped().isEmpty()) {
      course.end(end.get());
    }
    return result(end.get());
  }

  /** Why no further epoch is taken. */
  private Optional<String> finished() {
    Position position = course.position();
    int epochs = position.settings().optimiser().epochs();
    if (position.rate().ended()) {
      return Optional.of("validation error stopped improving");
    }
    return position.epoch() >= epochs
        ? Optional.of("reached epoch %d of %d".formatted(position.epoch(), epochs))
        : Optional.empty();
  }

  /** Takes the rest of the epoch; false if it is to end before, or to begin elsewhere. */
  private boolean trainEpoch() {
    TrainingBatches batches = course.batches();
    course.hear(false);
    if (!goesOnWith(batches)) {
      return false;
    }
    Position from = course.position();
    // Images may be long in coming: whoever asks for the end does not wait for them.
    Flux<Batch> rest =
        batches.from(from.epoch(), from.stepInEpoch()).takeUntilOther(course.ending());
    watch.start();
    try {
      if (!takeEach(rest, watch, batch -> step(batch, batches))) {
        return false;
      }
    } finally {
      watch.stop();
      workers.pause();
    }
    course.hear(false);
    return goesOnWith(batches);
  }

  /**
   * Takes one batch after the other on the calling thread, while the next ones are made.
   *
   * @param watch hears how long it waited for them
   * @param step is lent a batch; says whether to go on
   * @return whether all were taken
   */
  static boolean takeEach(Flux<Batch> batches, Stopwatch watch, Predicate<Batch> step) {
    try (Stream<Batch> stream = batches.toStream(1)) {
      Iterator<Batch> iterator = stream.iterator();
      while (watch.waitFor(iterator::hasNext)) {
        try (Batch batch = iterator.next()) {
          if (!step.test(batch)) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /** Whether the next batch of this stream is the one to take next. */
  private boolean goesOnWith(TrainingBatches batches) {
    return course.stopped().isEmpty() && course.batches() == batches;
  }

  /** Whether to take the next one of the same stream. */
  private boolean step(Batch batch, TrainingBatches batches) {
    try {
      return take(batch, batches);
    } catch (AbandonedStepException e) {
      // As if it had not come: the run stands where the step before has left it.
      watch.pauseFor(() -> course.hear(false));
      return goesOnWith(batches);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean take(Batch batch, TrainingBatches batches) throws IOException {
    workers.beforeStep(watch.total());
    Position position = course.position();
    StepResult result =
        run.network()
            .train(
                batch.images(),
                batch.labels(),
                batch.size(),
                rule(position),
                run.settings().seed(),
                position.step());
    run.quarantine().training(batch.quarantined());
    Optional<LossTrend> trend = steps.judge(batch, result);
    if (trend.isEmpty()) {
      return false;
    }
    watch.count(batch.size());
    course.moveTo(position.afterStep(result, trend.get()));
    run.saves().poll();
    Throughput total = watch.total();
    workers.afterStep(total);
    listener.step(
        course
            .position()
            .info(
                batches.stepsPerEpoch(),
                total.imagesPerSecond(),
                workers.recent(),
                total.minus(beforeStep),
                watch.queued()));
    beforeStep = total;
    steps.lookAtLoss(batch, batches.stepsPerEpoch());
    if (course.isCalled()) {
      watch.pauseFor(course::call);
    }
    return goesOnWith(batches);
  }

  private static UpdateRule rule(Position position) {
    OptimiserSettings optimiser = position.settings().optimiser();
    RateState rate = position.rate();
    return new UpdateRule(
        optimiser.momentum(),
        optimiser.weightDecay(),
        rate.rate(),
        position.settings().biasRate(rate));
  }

  /**
   * Measures the epoch just taken, sets the rate, saves; unless asked to stop before that. A run
   * that goes on from there finds no step left in its epoch and validates first.
   */
  private void validate() throws IOException {
    course.enter(State.VALIDATING);
    try (UnitActivity units = run.network().watchUnits()) {
      EvaluationReport report =
          run.evaluator().evaluate(run.validation(), Views.CENTRE, run.workers(), this::validating);
      run.quarantine().validation(report.missing());
      if (Double.isFinite(report.loss())) {
        end(report, units.dead());
      } else {
        steps.diverged(
            "in the validation of epoch %d: the loss is %s"
                .formatted(course.position().epoch() + 1, report.loss()));
      }
    } catch (StopException e) {
      // The epoch's end is taken when the run goes on.
    }
    course.enter(State.RUNNING);
  }

  /** The end of an epoch. */
  private void end(EvaluationReport report, List<DeadUnits> dead) throws IOException {
    Position position = course.position();
    boolean best = position.epoch() == 0 || report.top1Error() < position.rate().bestError();
    EpochInfo info =
        position.info(report, run.data().classes().names(), best, dead, run.network().updateSize());
    course.moveTo(position.afterEpoch(info));
    write(info, watch.total().minus(beforeEpoch));
    beforeEpoch = watch.total();
    course.save();
    listener.epoch(info);
    steps.lookAtUnits(dead, report.images());
    double before = position.rate().rate();
    double rate = course.position().rate().rate();
    if (rate != before) {
      course.say("rate", Map.of("from", before, "to", rate, "by", "schedule"));
      listener.note("learning rate %s from now on".formatted(Numbers.plain(rate)));
    }
  }

  /** To the run's files and to whoever tracks it. */
  private void write(EpochInfo info, Throughput span) {
    long step = course.position().step();
    try {
      run.directory().epoch(info, step, span);
      tracks.epoch(step, figures(info, span));
    } catch (IOException e) {
      listener.note(
          "the figures of epoch %d are not written: %s".formatted(info.epoch(), Reason.of(e)));
      course.say("metrics-failed", Map.of("epoch", info.epoch(), "reason", Reason.of(e)));
    }
  }

  private static Map<String, Double> figures(EpochInfo info, Throughput span) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("train/loss", info.trainLoss());
    figures.put("train/top1_error", info.trainTop1Error());
    figures.put("val/loss", info.valLoss());
    figures.put("val/top1_error", info.valTop1Error());
    figures.put("val/top5_error", info.valTop5Error());
    figures.put("val/mean_class_error", info.classes().mean());
    figures.put("lr/weights", info.rate());
    figures.put("pipeline/images_per_second", span.imagesPerSecond());
    figures.put("pipeline/starved_ratio", span.starvedRatio());
    return figures;
  }

  /** Leaves an evaluation, which may take an hour. */
  private static final class StopException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void validating(String what, long done, long total) {
    listener.at(what, done, total);
    course.hear(true);
    if (course.stopped().isPresent()) {
      throw new StopException();
    }
  }

  private TrainResult result(String reason) {
    Position position = course.position();
    CheckpointState.LastEpoch last = position.lastEpoch();
    return new TrainResult(
        position.epoch(),
        position.step(),
        orNaN(last.trainLoss()),
        orNaN(last.valTop1Error()),
        orNaN(last.valTop5Error()),
        last.valTop1Error() < 0 ? Double.NaN : position.rate().bestError(),
        course.saved(),
        watch.total(),
        run.quarantine().size(),
        reason,
        course.stopped().isPresent());
  }

  private static double orNaN(double figure) {
    return figure < 0 ? Double.NaN : figure;
  }
}
