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
import java.util.stream.Stream;

/**
 * A training run from its first step, or from where it was left, to its end: steps, validation
 * after each epoch, the learning rate, a checkpoint after each epoch.
 */
public final class Training {
  private final RunSetup run;
  private final OptimiserSettings optimiser;
  private final TrainListener listener;
  private final Stopwatch watch = new Stopwatch();
  private Position position;
  private Optional<Path> saved;

  private Training(RunSetup run, TrainListener listener) {
    this.run = run;
    this.optimiser = run.settings().optimiser();
    this.listener = listener;
    this.position = run.start();
    this.saved = run.resumedFrom();
  }

  /**
   * What to train on what, and where to put it.
   *
   * @param data a folder of class directories or a prepared store
   * @param run the run's directory, made if need be
   * @param workers threads that make images ready, at least 1
   * @param resume whether to go on from the last checkpoint in {@code run}, if there is one; if
   *     not, there must be none
   * @param initialWeights a checkpoint, a run or a safetensors file whose weights to start from
   * @param readOptions how files become images
   */
  public record Request(
      Path data,
      Path run,
      TrainSettings settings,
      int workers,
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
    try (RunSetup run = RunSetup.open(request, listener)) {
      return new Training(run, listener).train();
    } catch (IOException e) {
      throw new UserException("run %s cannot be written: %s".formatted(request.run(), e), e);
    }
  }

  private TrainResult train() throws IOException {
    String end = ended();
    while (end.isEmpty()) {
      if (!trainEpoch() || !validate()) {
        if (saved.isEmpty() || !position.equals(run.start())) {
          saved = Optional.of(run.save(position, false));
        }
        run.journal("stopped", position.step(), Map.of("checkpoint", run.relative(saved.get())));
        return result("asked to stop", true);
      }
      end = ended();
    }
    run.journal("ended", position.step(), Map.of("reason", end));
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
    watch.start();
    try (Stream<Batch> stream =
        run.batches().from(position.epoch(), position.stepInEpoch()).toStream(1)) {
      Iterator<Batch> batches = stream.iterator();
      while (watch.waitFor(batches::hasNext)) {
        try (Batch batch = batches.next()) {
          step(batch);
        }
        if (listener.stopRequested()) {
          return false;
        }
      }
      return true;
    } finally {
      watch.stop();
    }
  }

  private void step(Batch batch) {
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
    run.quarantine(batch.quarantined());
    requireFinite(result.loss());
    watch.count(batch.size());
    position = position.afterStep(result);
    listener.step(watch.info(position, optimiser, run.batches().stepsPerEpoch()));
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
      report = run.evaluator().evaluate(run.validation(), Views.CENTRE, this::validating);
    } catch (StopException e) {
      return false;
    }
    run.missing(report.missing());
    requireFinite(report.loss());
    RateState before = position.rate();
    boolean best = position.epoch() == 0 || report.top1Error() < before.bestError();
    EpochInfo info = position.info(optimiser, report, best);
    position = position.afterEpoch(info, optimiser);
    run.record(info, position.step(), watch);
    saved = Optional.of(run.save(position, best));
    listener.epoch(info);
    if (position.rate().rate() != before.rate()) {
      run.journal(
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
        watch.imagesPerSecond(),
        watch.starvedRatio(),
        run.quarantined(),
        reason,
        stopped);
  }

  private static double orNaN(double figure) {
    return figure < 0 ? Double.NaN : figure;
  }
}
