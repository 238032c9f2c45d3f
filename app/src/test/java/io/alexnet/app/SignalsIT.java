package io.alexnet.app;

import static io.alexnet.app.RunningTraining.GRACE_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a training is at, a signal finds it listening. */
@Timeout(180)
final class SignalsIT {
  private static final int MANY = 150;

  @TempDir private Path scratch = Path.of("");

  private Path run() {
    return scratch.resolve("run");
  }

  private RunningTraining train(Path data, Object... more) throws IOException {
    return new RunningTraining(scratch, data, run(), more);
  }

  /** The sample pictures, those of one split many times over. */
  private Path dataWithMany(String split) throws IOException {
    Path data = scratch.resolve("data");
    for (String part : List.of("train", "val")) {
      try (Stream<Path> files = Files.walk(Trained.DATA.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = data.resolve(Trained.DATA.relativize(file).toString());
          Files.createDirectories(copy.resolveSibling(""));
          Files.copy(file, copy);
          for (int i = 1; i < (part.equals(split) ? MANY : 1); i++) {
            Files.createLink(copy.resolveSibling(i + "-" + file.getFileName()), copy);
          }
        }
      }
    }
    return data;
  }

  @Test
  void beforeTheFirstStepThereIsNothingToSave() throws Exception {
    try (RunningTraining training = train(dataWithMany("train"), "--epochs=1")) {
      training.until(() -> training.has(".lock"));
      training.signal("TERM");
      training.requireEnd(GRACE_SECONDS, 143);
      assertThat(training.err()).endsWith("alexnet: stopped before the first step");
      assertThat(training.json().path("error").asText()).contains("before the first step");
    }
  }

  @Test
  void duringValidationItSavesAndLeaves() throws Exception {
    try (RunningTraining training = train(dataWithMany("val"), "--epochs=1000", "--save-every=1")) {
      training.until(() -> training.has("checkpoints/000-00000003"));
      training.signal("INT");
      training.requireEnd(GRACE_SECONDS, 130);
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
      training.requireEnd(GRACE_SECONDS, 143);
      assertThat(training.events("stopped")).isEqualTo(1);
    }
  }

  @Test
  void aSecondSignalLeavesAtOnceAndLosesNothing() throws Exception {
    try (RunningTraining training = train(Trained.STORE, "--epochs=1000", "--save-every=1")) {
      training.until(() -> training.has("checkpoints/last"));
      // Asleep, so that both wait for it when it wakes up.
      training.signal("STOP");
      training.signal("TERM");
      training.signal("INT");
      training.signal("CONT");
      assertThat(training.end(GRACE_SECONDS)).isIn(130, 143);
      assertThat(training.out()).isEmpty();
      assertThat(training.events("stopped")).isZero();
    }
    Checkpoint.open(run());
  }
}
