package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.app.Shipped.Ended;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run has one writer, and readers are let in. */
@Timeout(180)
final class OneWriterIT {
  /** A second on a machine that does nothing else; a process takes most of it to start. */
  private static final int REFUSED_SECONDS = 5;

  @TempDir private Path scratch = Path.of("");

  @Test
  void aSecondTrainingIsRefusedUntilTheFirstIsDeadAndAReaderIsNot() throws Exception {
    Path run = scratch.resolve("run");
    try (RunningTraining first =
        new RunningTraining(scratch, Trained.STORE, run, "--epochs=1000")) {
      first.until(() -> first.has("checkpoints/best"));
      long begun = System.nanoTime();
      Ended second =
          Shipped.run("train", Trained.STORE, "--run", run, "--preset=mini", "-b=16")
              .requireExitCode(1);
      assertThat(System.nanoTime() - begun)
          .as("nanoseconds of a whole process beside one that trains, Java's start included")
          .isLessThan(TimeUnit.SECONDS.toNanos(REFUSED_SECONDS));
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
