package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.train.TrainListener.SaveInfo;
import io.alexnet.train.TrainListener.StepInfo;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listeners are told of every step adds up to what is told of the run. */
class StepSpanTest {
  @TempDir private Path directory;

  @Test
  void theSpansOfTheStepsAreTheTimeOfTheRun() throws IOException {
    Path store = Runs.store(Runs.folder(directory), directory.resolve("store"));
    Runs.Listener listener = new Runs.Listener();
    TrainResult result =
        Runs.train(Runs.request(store, directory.resolve("run"), Runs.SETTINGS), listener);

    Throughput sum =
        listener.steps.stream().map(StepInfo::span).reduce(Throughput.ZERO, Throughput::plus);
    assertThat(sum.images()).isEqualTo(result.throughput().images()).isEqualTo(16L * result.step());
    assertThat(sum.starvedNanos()).isPositive();
    // Not those after the last step of an epoch, in which nothing but the end of it is waited for.
    assertThat(sum.nanos()).isPositive().isLessThanOrEqualTo(result.throughput().nanos());
    assertThat(listener.steps)
        .allSatisfy(
            step -> {
              assertThat(step.span().images()).isEqualTo(16);
              assertThat(step.span().nanos()).isGreaterThanOrEqualTo(step.span().starvedNanos());
              assertThat(step.queued()).isBetween(0, TrainingBatches.BUFFERS - 1);
            })
        .anySatisfy(step -> assertThat(step.queued()).isPositive());
    assertThat(listener.epochs)
        .allSatisfy(
            epoch -> {
              assertThat(epoch.latest().gradientNorm()).isPositive();
              assertThat(epoch.latest().ratios()).containsKeys("conv1", "fc8");
              assertThat(epoch.latest().ratios().values()).allMatch(ratio -> ratio > 0);
            });
    assertThat(listener.saves)
        .extracting(SaveInfo::step)
        .endsWith(result.step())
        .hasSize(listener.epochs.size());
  }
}
