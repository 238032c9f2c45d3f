package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.app.Shipped.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run has one writer, and readers are let in. */
final class OneWriterIT {
  @TempDir private Path scratch = Path.of("");

  @Test
  void aSecondTrainingIsRefusedUntilTheFirstIsDeadAndAReaderIsNot() throws Exception {
    Path run = scratch.resolve("run");
    try (RunningTraining first =
        new RunningTraining(scratch, Trained.STORE, run, "--epochs=1000")) {
      first.until(() -> first.has("checkpoints/best"));
      // It looks at the lock before anything else, so also before data that are not there.
      Ended second =
          Shipped.run("train", scratch.resolve("nowhere"), "--run", run, "--preset=mini", "-b=16")
              .requireExitCode(1);
      assertThat(second.err())
          .containsExactly(
              "alexnet: %s is being written by another run, process %d: wait for it or choose another --run"
                  .formatted(run, first.pid()));
      Shipped.run("evaluate", Trained.STORE, "--checkpoint", run, "--views=1").requireExitCode(0);
      assertThat(first.events("resumed")).isZero();
      RunningTraining.signal(first.pid(), "KILL");
      first.requireEnd(137);
    }
    try (RunningTraining third =
        new RunningTraining(scratch, Trained.STORE, run, "--epochs=1000")) {
      third.until(() -> third.events("resumed") == 1);
    }
  }
}
