package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.app.Shipped.Ended;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervised trainer is started again, but not for ever, and is nobody's orphan. */
final class SuperviseIT {
  @TempDir private Path scratch = Path.of("");

  private Path run() {
    return scratch.resolve("run");
  }

  private RunningTraining supervised(Object... more) throws IOException {
    Object[] all = new Object[more.length + 2];
    System.arraycopy(more, 0, all, 2, more.length);
    all[0] = "--supervise";
    all[1] = "--save-every=1";
    return new RunningTraining(scratch, Trained.STORE, run(), all);
  }

  private static ProcessHandle trainer(RunningTraining training) throws Exception {
    training.until(() -> training.child().isPresent());
    return training.child().orElseThrow();
  }

  @Test
  void aKilledTrainerGoesOnAndTheThirdDeathEndsIt() throws Exception {
    try (RunningTraining training = supervised("--epochs=1000")) {
      for (int death = 1; death <= 3; death++) {
        int resumed = death - 1;
        training.until(
            () -> training.events("resumed") == resumed && training.has("checkpoints/last"));
        // Not before: the launcher has children of its own while it starts.
        ProcessHandle trainer = trainer(training);
        trainer.destroyForcibly();
      }
      training.requireEnd(1);
      assertThat(training.err())
          .filteredOn(line -> line.startsWith("alexnet: "))
          .singleElement()
          .asString()
          .startsWith(
              "alexnet: the trainer died 3 times in 10 minutes, signal 9 (exit status 137)");
      assertThat(training.json().path("error").asText()).contains("signal 9");
    }
  }

  @Test
  void trainerWhoseDataIsAwayIsStartedAgainUntilItIsBack() throws Exception {
    Path data = scratch.resolve("data");
    Path elsewhere = scratch.resolve("elsewhere");
    Shipped.run("sample", data, "--train-per-class=6", "--val-per-class=2").requireExitCode(0);
    try (RunningTraining training =
        new RunningTraining(
            scratch, data, run(), "--supervise", "--epochs=1000", "--data-timeout=1s")) {
      training.until(() -> training.has("checkpoints/last"));
      Files.move(data, elsewhere);
      training.until(() -> training.says("the trainer is started again in 5 s"));
      assertThat(training.says("the data folder %s is gone".formatted(data))).isTrue();
      assertThat(training.says("damaged")).isFalse();
      assertThat(training.events("data-away")).isPositive();
      long left = Checkpoint.open(run().resolve("checkpoints/last")).state().step();
      Files.move(elsewhere, data);
      training.until(() -> training.events("resumed") == 1);
      assertThat(
              Journal.read(run()).stream()
                  .filter(entry -> entry.event().equals("resumed"))
                  .map(Journal.Entry::step))
          .as("the last finished step")
          .containsExactly(left);
      training.signal("TERM");
      training.requireEnd(143);
    }
  }

  @Test
  void signalsReachTheTrainerAndItsAnswerAndExitCodeCount() throws Exception {
    try (RunningTraining training = supervised("--epochs=1000")) {
      training.until(() -> training.has("checkpoints/last"));
      training.signal("HUP");
      training.until(() -> training.events("saved") == 1);
      training.signal("INT");
      training.requireEnd(130);
      assertThat(training.json().path("stopped").asBoolean()).isTrue();
      assertThat(training.events("stopped")).isEqualTo(1);
      assertThat(training.says(": prepared store, ")).as("words of the trainer").isTrue();
      assertThat(training.err())
          .as("words of Java itself")
          .noneMatch(line -> line.contains("WARN"));
    }
  }

  @Test
  void aTrainerWhoseSupervisorIsKilledSavesAndEnds() throws Exception {
    try (RunningTraining training = supervised("--epochs=1000")) {
      training.until(() -> training.has("checkpoints/last"));
      ProcessHandle trainer = trainer(training);
      training.signal("KILL");
      trainer.onExit().get(Shipped.MOST_SECONDS, TimeUnit.SECONDS);
      assertThat(training.events("stopped")).isEqualTo(1);
      Checkpoint.open(run());
    }
  }

  @Test
  void whatAPersonCanMendIsSaidOnce() throws Exception {
    Path nowhere = scratch.resolve("nowhere");
    Ended ended =
        Shipped.run("train", nowhere, "--run", run(), "--supervise", "--json").requireExitCode(1);
    assertThat(ended.err())
        .containsExactly(
            "alexnet: %s is not there: name the directory of a data set".formatted(nowhere));
    assertThat(ended.json().path("error").asText()).contains("not there");
  }
}
