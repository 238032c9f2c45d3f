package io.alexnet.train;

import io.alexnet.augment.Batch;
import io.alexnet.augment.Views;
import io.alexnet.common.UserException;
import io.alexnet.evaluate.EvaluationReport;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.network.StepResult;
import io.alexnet.network.UpdateRule;
import io.alexnet.train.TrainListener.EpochInfo;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Iterator;
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
  private final OptimiserSettings optimiser;
  private final TrainListener listener;
  private final Stopwatch watch;
  private final WorkerCount workers;
  private Throughput beforeEpoch = Throughput.ZERO;
  private Position position;
  private Optional<Path> saved;

  private Training(Run run, boolean adaptive, TrainListener listener) {
    this.run = run;
    this.optimiser = run.settings().optimiser();
    this.listener = listener;
    this.watch = new Stopwatch(run.workers());
    this.workers = new WorkerCount(run.workers(), adaptive);
    this.position = run.start().position();
    this.saved = run.start().checkpoint();
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
   */
  public record Request(
      Path data,
      Path run,
      TrainSettings settings,
      OptionalInt workers,
      boolean resume,
      Optional<Path> initialWeights,
      ReadOptions readOptions) {}

  /**
   * Trains on the calling thread until the end, or until the listener asks to stop.
   *
   * @throws UserException if something a person gave does not fit, before anything is changed; or
   *     if training diverges
   */
  public static TrainResult run(Request request, TrainListener listener) {
    try (Run run = RunSetup.open(request, listener)) {
      return new Training(run, request.workers().isEmpty(), listener).train();
    } catch (IOException e) {
      throw new UserException("run %s cannot be written: %s".formatted(request.run(), e), e);
    }
  }

  private TrainResult train() throws IOException {
    String end = ended();
    while (end.isEmpty()) {
      if (!trainEpoch() || !validate()) {
        if (saved.isEmpty() || !position.equals(run.start().position())) {
          saved = Optional.of(run.save(position, false));
        }
        run.directory()
            .journal(
                "stopped",
                position.step(),
                Map.of("checkpoint", run.directory().relative(saved.get())));
        return result("asked to stop", true);
      }
      end = ended();
    }
    run.directory().journal("ended", position.step(), Map.of("reason", end));
    return result(end, false);
  }

  private String ended() {
    if (position.rate().ended()) {
      return "validation error stopped improving";
    }
    return position.epoch() >= optimiser.epochs()
        ? "reached epoch %d of %d".formatted(position.epoch(), optimiser.epochs())
        : "";
  }

  /** Takes the rest of the epoch; false if asked to stop before its end. */
  private boolean trainEpoch() {
    beforeEpoch = watch.total();
    watch.start();
    try {
      return takeEach(
          run.batches().from(position.epoch(), position.stepInEpoch()), watch, this::step);
    } finally {
      watch.stop();
      workers.pause();
    }
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

  /** False if asked to stop after it. */
  private boolean step(Batch batch) {
    workers.beforeStep(watch.total());
    RateState rate = position.rate();
    UpdateRule rule =
        new UpdateRule(
            optimiser.momentum(),
            optimiser.weightDecay(),
            rate.rate(),
            run.settings().biasRate(rate));
    StepResult result =
        run.network()
            .train(
                batch.images(),
                batch.labels(),
                batch.size(),
                rule,
                run.settings().seed(),
                position.step());
    run.quarantine().training(batch.quarantined());
    requireFinite(result.loss());
    watch.count(batch.size());
    position = position.afterStep(result);
    Throughput total = watch.total();
    workers.afterStep(total);
    listener.step(
        position.info(
            optimiser,
            run.batches().stepsPerEpoch(),
            total.imagesPerSecond(),
            workers.recent().verdict()));
    return !listener.stopRequested();
  }

  private void requireFinite(double loss) {
    if (!Double.isFinite(loss)) {
      throw new UserException(
          "training diverged at step %d of epoch %d: the loss is %s; start again with a lower --lr than %s"
              .formatted(
                  position.stepInEpoch() + 1,
                  position.epoch() + 1,
                  loss,
                  plain(position.rate().rate())));
    }
  }

  /**
   * Measures the epoch just taken, sets the rate, saves; false if asked to stop before that. A run
   * that goes on from there finds no step left in its epoch and validates first.
   */
  private boolean validate() throws IOException {
    EvaluationReport report;
    try {
      report =
          run.evaluator().evaluate(run.validation(), Views.CENTRE, run.workers(), this::validating);
    } catch (StopException e) {
      return false;
    }
    run.quarantine().validation(report.missing());
    requireFinite(report.loss());
    RateState before = position.rate();
    boolean best = position.epoch() == 0 || report.top1Error() < before.bestError();
    EpochInfo info = position.info(optimiser, report, best);
    position = position.afterEpoch(info, optimiser);
    run.directory().epoch(info, position.step(), watch.total().minus(beforeEpoch));
    saved = Optional.of(run.save(position, best));
    listener.epoch(info);
    if (position.rate().rate() != before.rate()) {
      run.directory()
          .journal(
              "rate",
              position.step(),
              Map.of("from", before.rate(), "to", position.rate().rate(), "by", "schedule"));
      listener.note("learning rate %s from now on".formatted(plain(position.rate().rate())));
    }
    return true;
  }

  /** Leaves an evaluation, which may take an hour. */
  private static final class StopException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void validating(String what, long done, long total) {
    listener.at(what, done, total);
    if (listener.stopRequested()) {
      throw new StopException();
    }
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private TrainResult result(String reason, boolean stopped) throws IOException {
    Path checkpoint = saved.isPresent() ? saved.get() : run.save(position, false);
    CheckpointState.LastEpoch last = position.lastEpoch();
    return new TrainResult(
        position.epoch(),
        position.step(),
        orNaN(last.trainLoss()),
        orNaN(last.valTop1Error()),
        orNaN(last.valTop5Error()),
        last.valTop1Error() < 0 ? Double.NaN : position.rate().bestError(),
        checkpoint,
        watch.total(),
        run.quarantine().size(),
        reason,
        stopped);
  }

  private static double orNaN(double figure) {
    return figure < 0 ? Double.NaN : figure;
  }
}
