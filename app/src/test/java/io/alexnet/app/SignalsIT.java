package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a training is at, a signal finds it listening. */
final class SignalsIT {
  @TempDir private Path scratch = Path.of("");

  private Path run() {
    return scratch.resolve("run");
  }

  private RunningTraining train(Path data, Object... more) throws IOException {
    return new RunningTraining(scratch, data, run(), more);
  }

  @Test
  void beforeTheFirstStepThereIsNothingToSave() throws Exception {
    try (RunningTraining training =
        train(Trained.many(scratch.resolve("data"), "train"), "--epochs=1")) {
      training.until(() -> training.has(".lock"));
      training.signal("TERM");
      training.requireEnd(143);
      assertThat(training.err()).endsWith("alexnet: stopped before the first step");
      assertThat(training.json().path("error").asText()).contains("before the first step");
    }
  }

  @Test
  void duringValidationItSavesAndLeaves() throws Exception {
    try (RunningTraining training =
        train(Trained.many(scratch.resolve("data"), "val"), "--epochs=1000", "--save-every=1")) {
      training.until(() -> training.has("checkpoints/000-00000003"));
      training.signal("INT");
      training.requireEnd(130);
      assertThat(training.json().path("epoch").asInt()).isZero();
      assertThat(training.json().path("step").asInt()).isEqualTo(3);
      assertThat(Checkpoint.open(run()).state().stepInEpoch()).isEqualTo(3);
    }
  }

  @Test
  void aHangUpSavesAndTheRunGoesOn() throws Exception {
    try (RunningTraining training = train(Trained.STORE, "--epochs=1000")) {
      training.until(() -> training.says(" step "));
      training.signal("HUP");
      training.until(() -> training.events("saved") == 1);
      training.signal("HUP");
      training.until(() -> training.events("saved") == 2);
      training.signal("TERM");
      training.requireEnd(143);
      assertThat(training.events("stopped")).isEqualTo(1);
    }
  }

  @Test
  void aSecondSignalLeavesAtOnceAndLosesNothing() throws Exception {
    boolean leftAtOnce = false;
    for (int tries = 0; tries < 20 && !leftAtOnce; tries++) {
      leftAtOnce = leavesAtOnce();
      Checkpoint.open(run());
    }
    assertThat(leftAtOnce).as("the second signal came before the stop was over").isTrue();
  }

  /** False if the first signal had its way before the second was heard. */
  private boolean leavesAtOnce() throws Exception {
    try (RunningTraining training = train(Trained.STORE, "--epochs=100000", "--save-every=1")) {
      long before = training.events("stopped");
      training.until(() -> training.has("checkpoints/last") && training.says(" step "));
      // Asleep, so that both wait for it when it wakes up.
      training.signal("STOP");
      training.signal("TERM");
      training.signal("INT");
      training.signal("CONT");
      assertThat(training.end()).isIn(130, 143);
      if (!training.out().isEmpty()) {
        return false;
      }
      assertThat(training.events("stopped")).isEqualTo(before);
      return true;
    }
  }
}
