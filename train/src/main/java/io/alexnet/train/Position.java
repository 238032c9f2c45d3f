package io.alexnet.train;

import io.alexnet.evaluate.EvaluationReport;
import io.alexnet.network.StepResult;
import io.alexnet.train.CheckpointState.LastEpoch;
import io.alexnet.train.CheckpointState.Meters;
import io.alexnet.train.TrainListener.EpochInfo;
import io.alexnet.train.TrainListener.StepInfo;

/**
 * How far a run has come: everything that moves on with it, but the tensors.
 *
 * @param epoch epochs completed
 * @param step steps taken in all
 * @param stepInEpoch steps taken since
 * @param rate the learning rate and what decides on it
 * @param meters sums of the epoch in progress
 * @param lastEpoch figures of the last completed epoch
 */
record Position(
    int epoch, long step, int stepInEpoch, RateState rate, Meters meters, LastEpoch lastEpoch) {

  static Position start(OptimiserSettings settings) {
    return new Position(0, 0, 0, RateState.start(settings), Meters.ZERO, LastEpoch.NONE);
  }

  static Position of(CheckpointState state) {
    return new Position(
        state.epoch(),
        state.step(),
        state.stepInEpoch(),
        state.rate(),
        state.meters(),
        state.lastEpoch());
  }

  Position afterStep(StepResult result) {
    Meters sums =
        new Meters(meters.loss() + result.loss(), meters.top1Error() + result.top1Error());
    return new Position(epoch, step + 1, stepInEpoch + 1, rate, sums, lastEpoch);
  }

  Position afterEpoch(EpochInfo info, OptimiserSettings settings) {
    return new Position(
        epoch + 1,
        step,
        0,
        rate.after(epoch + 1, info.valTop1Error(), settings),
        Meters.ZERO,
        new LastEpoch(info.trainLoss(), info.valTop1Error(), info.valTop5Error()));
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
   * @param verdict on the latest steps
   */
  StepInfo info(
      OptimiserSettings settings, int stepsPerEpoch, double imagesPerSecond, Verdict verdict) {
    long total = (long) settings.epochs() * stepsPerEpoch;
    return new StepInfo(
        epoch + 1,
        settings.epochs(),
        stepInEpoch,
        stepsPerEpoch,
        meanLoss(),
        meanTop1Error(),
        rate.rate(),
        imagesPerSecond,
        (total - step) * settings.batchSize() / imagesPerSecond,
        verdict);
  }

  EpochInfo info(OptimiserSettings settings, EvaluationReport report, boolean best) {
    return new EpochInfo(
        epoch + 1,
        settings.epochs(),
        meanLoss(),
        meanTop1Error(),
        report.loss(),
        report.top1Error(),
        report.top5Error(),
        rate.rate(),
        best);
  }
}
