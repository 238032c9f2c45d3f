package io.alexnet.app;

import io.alexnet.ingest.DataSet;
import io.alexnet.train.RunControl;
import io.alexnet.train.TrainListener;
import java.util.Optional;

/** Shows how a training goes; that it is stuck is told by another thread than the rest. */
final class ProgressReport implements TrainListener {
  private final Output output;
  private Optional<DataSet> data = Optional.empty();

  ProgressReport(Output output) {
    this.output = output;
  }

  @Override
  public synchronized void at(String what, long done, long total) {
    output.status().at(what, done, total);
  }

  @Override
  public synchronized void note(String line) {
    output.note(line);
  }

  @Override
  public synchronized void data(DataSet opened) {
    data = Optional.of(opened);
  }

  /** The data set that is trained on, once it is opened. */
  synchronized Optional<DataSet> data() {
    return data;
  }

  @Override
  public synchronized void step(StepInfo step) {
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
  public synchronized void epoch(EpochInfo epoch) {
    output.note(epoch.words());
  }

  @Override
  public void state(RunControl.State state) {
    if (state == RunControl.State.PAUSED) {
      output.note("paused");
    }
  }
}
