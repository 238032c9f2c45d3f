package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.app.Shipped.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run has one writer, and readers are let in. */
@Timeout(180)
final class OneWriterIT {
  @TempDir private Path scratch = Path.of("");

  @Test
  void aSecondTrainingIsRefusedUntilTheFirstIsDeadAndAReaderIsNot() throws Exception {
    Path run = scratch.resolve("run");
    try (RunningTraining first =
        new RunningTraining(scratch, Trained.STORE, run, "--epochs=1000")) {
      first.until(() -> first.has("checkpoints/best"));
      Ended second =
          Shipped.run("train", Trained.STORE, "--run", run, "--preset=mini", "-b=16")
              .requireExitCode(1);
      assertThat(second.err())
          .containsExactly(
              "alexnet: %s is being written by another run, process %d: wait for it or choose another --run"
                  .formatted(run, first.pid()));
      Shipped.run("evaluate", Trained.STORE, "--checkpoint", run, "--views=1").requireExitCode(0);
      assertThat(first.events("resumed")).isZero();
      RunningTraining.signal(first.pid(), "KILL");
      first.requireEnd(30, 137);
    }
    try (RunningTraining third =
        new RunningTraining(scratch, Trained.STORE, run, "--epochs=1000")) {
      third.until(() -> third.events("resumed") == 1);
    }
  }
}
