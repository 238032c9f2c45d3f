package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a person or a service manager waits. For a quiet machine. */
@Tag("timing")
final class TimesIT {
  private static final double LEAVES_SECONDS = 10;
  private static final double RESTARTS_SECONDS = 30;

  /** A process takes most of it to start. */
  private static final double REFUSED_SECONDS = 5;

  @TempDir private Path scratch = Path.of("");

  private Path run() {
    return scratch.resolve("run");
  }

  private RunningTraining train(Path data, Object... more) throws IOException {
    return new RunningTraining(scratch, data, run(), more);
  }

  private static double secondsSince(long nanos) {
    return (double) (System.nanoTime() - nanos) / TimeUnit.SECONDS.toNanos(1);
  }

  private static void assertLeaves(RunningTraining training, String signal) throws Exception {
    long begun = System.nanoTime();
    training.signal(signal);
    training.requireEnd(signal.equals("INT") ? 130 : 143);
    assertThat(secondsSince(begun)).isLessThan(LEAVES_SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalDuringAStepIsObeyedInTenSeconds(String signal) throws Exception {
    try (RunningTraining training = train(Trained.STORE, "--epochs=1000")) {
      training.until(() -> training.says(" step "));
      assertLeaves(training, signal);
    }
  }

  @Test
  void aSignalBeforeTheFirstStepIsObeyedInTenSeconds() throws Exception {
    try (RunningTraining training = train(Trained.many(scratch.resolve("data"), "train"))) {
      training.until(() -> training.has(".lock"));
      assertLeaves(training, "TERM");
    }
  }

  @Test
  void aSignalDuringValidationIsObeyedInTenSeconds() throws Exception {
    Path data = Trained.many(scratch.resolve("data"), "val");
    try (RunningTraining training = train(data, "--epochs=1000", "--save-every=1")) {
      training.until(() -> training.has("checkpoints/000-00000003"));
      assertLeaves(training, "TERM");
    }
  }

  @Test
  void aDaemonThatTrainsEndsInTenSeconds() throws Exception {
    try (RunningDaemon daemon = new RunningDaemon(scratch, scratch.resolve("runs"))) {
      daemon.order("one", 1000);
      daemon.awaitStep("one", 1);
      long begun = System.nanoTime();
      daemon.terminate();
      assertThat(secondsSince(begun)).isLessThan(LEAVES_SECONDS);
    }
  }

  @Test
  void aSecondWriterIsRefusedInFiveSeconds() throws Exception {
    try (RunningTraining first = train(Trained.STORE, "--epochs=1000")) {
      first.until(() -> first.has("checkpoints/best"));
      long begun = System.nanoTime();
      Shipped.run("train", Trained.STORE, "--run", run(), "--preset=mini").requireExitCode(1);
      assertThat(secondsSince(begun)).as("Java's start included").isLessThan(REFUSED_SECONDS);
    }
  }

  @Test
  void aTrainerThatDiesTrainsAgainInThirtySeconds() throws Exception {
    try (RunningTraining training =
        train(Trained.STORE, "--supervise", "--save-every=1", "--epochs=1000")) {
      training.until(() -> training.has("checkpoints/last") && training.child().isPresent());
      long begun = System.nanoTime();
      training.child().orElseThrow().destroyForcibly();
      training.until(() -> training.events("resumed") == 1);
      assertThat(secondsSince(begun)).isLessThan(RESTARTS_SECONDS);
    }
  }
}
