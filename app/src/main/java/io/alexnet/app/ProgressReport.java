package io.alexnet.app;

import io.alexnet.train.TrainListener;

/** Shows how a training goes, and passes on the wish to stop it. */
final class ProgressReport implements TrainListener {
  private final Output output;
  private final StopSignals signals;
  private boolean begun;

  ProgressReport(Output output, StopSignals signals) {
    this.output = output;
    this.signals = signals;
  }

  @Override
  public void at(String what, long done, long total) {
    if (signals.received() && !begun) {
      // Before the first step there is nothing to save, so nothing to wait for.
      throw new StoppedException(signals.exitCode());
    }
    output.status().at(what, done, total);
  }

  @Override
  public void note(String line) {
    output.note(line);
  }

  @Override
  public void step(StepInfo step) {
    begun = true;
    output
        .status()
        .show(
            "training",
            "epoch %d/%d step %d/%d loss %.3f err %.2f img/s %.0f eta %s, %s"
                .formatted(
                    step.epoch(),
                    step.epochs(),
                    step.step(),
                    step.stepsPerEpoch(),
                    step.loss(),
                    step.top1Error(),
                    step.imagesPerSecond(),
                    Text.duration(step.secondsLeft()),
                    step.verdict().words()));
  }

  @Override
  public void epoch(EpochInfo epoch) {
    output.note(
        "epoch %d/%d done: loss %.3f err %.2f, val err %.3f top-5 %.3f, lr %s%s"
            .formatted(
                epoch.epoch(),
                epoch.epochs(),
                epoch.trainLoss(),
                epoch.trainTop1Error(),
                epoch.valTop1Error(),
                epoch.valTop5Error(),
                Text.number(epoch.rate()),
                epoch.best() ? " (best)" : ""));
  }

  @Override
  public boolean stopRequested() {
    return signals.received();
  }
}
