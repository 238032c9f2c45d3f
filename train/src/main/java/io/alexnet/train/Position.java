package io.alexnet.train;

import io.alexnet.evaluate.EvaluationReport;
import io.alexnet.network.DeadUnits;
import io.alexnet.network.StepResult;
import io.alexnet.network.UpdateSize;
import io.alexnet.train.CheckpointState.LastEpoch;
import io.alexnet.train.CheckpointState.Meters;
import io.alexnet.train.TrainListener.EpochInfo;
import io.alexnet.train.TrainListener.StepInfo;
import java.util.List;

/**
 * How far a run has come: everything that moves on with it, but the tensors.
 *
 * @param settings in force
 * @param epoch epochs completed
 * @param step steps taken in all
 * @param stepInEpoch steps taken since
 * @param rate the learning rate and what decides on it
 * @param meters sums of the epoch in progress
 * @param lastEpoch figures of the last completed epoch
 * @param trend where the loss is going
 */
record Position(
    TrainSettings settings,
    int epoch,
    long step,
    int stepInEpoch,
    RateState rate,
    Meters meters,
    LastEpoch lastEpoch,
    LossTrend trend) {

  /**
   * @param classes of the network
   */
  static Position start(TrainSettings settings, int classes) {
    return new Position(
        settings,
        0,
        0,
        0,
        RateState.start(settings.optimiser()),
        Meters.ZERO,
        LastEpoch.NONE,
        LossTrend.start(Math.log(classes)));
  }

  /**
   * @param asked the settings as given now; another number of epochs than the run was begun with
   *     wins over the one in force
   */
  static Position of(CheckpointState state, TrainSettings asked) {
    boolean prolonged = asked.optimiser().epochs() != state.begun().optimiser().epochs();
    return new Position(
        prolonged ? state.settings().withEpochs(asked) : state.settings(),
        state.epoch(),
        state.step(),
        state.stepInEpoch(),
        state.rate(),
        state.meters(),
        state.lastEpoch(),
        state.trend());
  }

  Position afterStep(StepResult result, LossTrend newTrend) {
    Meters sums =
        new Meters(meters.loss() + result.loss(), meters.top1Error() + result.top1Error());
    return new Position(
        settings, epoch, step + 1, stepInEpoch + 1, rate, sums, lastEpoch, newTrend);
  }

  /** At the same step with other settings and another rate. */
  Position with(TrainSettings newSettings, RateState newRate) {
    return new Position(newSettings, epoch, step, stepInEpoch, newRate, meters, lastEpoch, trend);
  }

  /** At the same step, having gone back so many times because of a divergence. */
  Position withReturns(int returns) {
    return new Position(
        settings, epoch, step, stepInEpoch, rate, meters, lastEpoch, trend.withReturns(returns));
  }

  Position afterEpoch(EpochInfo info) {
    return new Position(
        settings,
        epoch + 1,
        step,
        0,
        rate.after(epoch + 1, info.valTop1Error(), settings.optimiser()),
        Meters.ZERO,
        new LastEpoch(info.trainLoss(), info.valTop1Error(), info.valTop5Error()),
        trend);
  }

  /** Mean loss of the epoch so far, in nats. */
  double meanLoss() {
    return meters.loss() / Math.max(1, stepInEpoch);
  }

  /** Mean top-1 error of the epoch so far. */
  double meanTop1Error() {
    return meters.top1Error() / Math.max(1, stepInEpoch);
  }

  /**
   * @param imagesPerSecond so far
   * @param recent the latest steps
   * @param span of time since the step before
   * @param queued batches that wait
   */
  StepInfo info(
      int stepsPerEpoch, double imagesPerSecond, Throughput recent, Throughput span, int queued) {
    OptimiserSettings optimiser = settings.optimiser();
    long total = (long) optimiser.epochs() * stepsPerEpoch;
    return new StepInfo(
        epoch + 1,
        optimiser.epochs(),
        stepInEpoch,
        stepsPerEpoch,
        meanLoss(),
        meanTop1Error(),
        rate.rate(),
        imagesPerSecond,
        (total - step) * optimiser.batchSize() / imagesPerSecond,
        recent,
        span,
        queued);
  }

  /**
   * @param classNames by label
   */
  EpochInfo info(
      EvaluationReport report,
      List<String> classNames,
      boolean best,
      List<DeadUnits> dead,
      UpdateSize latest) {
    return new EpochInfo(
        epoch + 1,
        settings.optimiser().epochs(),
        meanLoss(),
        meanTop1Error(),
        report.loss(),
        report.top1Error(),
        report.top5Error(),
        rate.rate(),
        best,
        dead,
        latest,
        ClassErrors.of(report.classes(), classNames));
  }
}
