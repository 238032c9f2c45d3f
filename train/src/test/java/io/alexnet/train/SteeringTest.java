package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.Runs.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A run does what it is asked for while it goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringTest {
  @TempDir static Path shared;
  @TempDir Path directory;
  private Path store = Path.of("");

  @BeforeAll
  void prepare() throws IOException {
    store = Runs.store(Runs.folder(shared), shared.resolve("store"));
  }

  /** Does something after a number of steps. */
  private static final class At extends Listener {
    private final int when;
    private final Consumer<RunControl> what;

    At(int when, Consumer<RunControl> what) {
      this.when = when;
      this.what = what;
    }

    @Override
    public void step(StepInfo step) {
      super.step(step);
      if (steps.size() == when) {
        what.accept(control);
      }
    }
  }

  private Path run(String name) {
    return directory.resolve(name);
  }

  private TrainResult train(Path run, Listener listener) {
    return Runs.train(Runs.request(store, run, Runs.SETTINGS), listener);
  }

  private static SettingsChange change() {
    return new SettingsChange(
        Map.of(Setting.LEARNING_RATE, 0.002, Setting.COLOUR_NOISE, 0.3, Setting.DROPOUT, 0.25));
  }

  @Test
  void aPausedRunTakesNoStepAndGoesOnToTheSameEnd() throws Exception {
    train(run("whole"), new Listener());
    At listener = new At(3, control -> control.pause("ada"));
    CompletableFuture<TrainResult> ends =
        CompletableFuture.supplyAsync(() -> train(run("paused"), listener));
    // Answered while it is paused, as only a paused run would be with one step taken in between.
    while (listener.control.state() != State.PAUSED) {
      Thread.onSpinWait();
    }
    assertThat(
            listener.control.snapshot("ada").toCompletableFuture().get(5, TimeUnit.MINUTES).step())
        .isEqualTo(3);
    assertThat(listener.control.step()).isEqualTo(3);
    listener.control.activate("ada");
    assertThat(ends.get(5, TimeUnit.MINUTES).stopped()).isFalse();
    assertThat(Runs.digests(run("paused"))).isEqualTo(Runs.digests(run("whole")));
    assertThat(listener.states)
        .startsWith(State.RUNNING, State.PAUSED, State.SAVING, State.PAUSED, State.RUNNING)
        .endsWith(State.ENDED);
    assertThat(Journal.read(run("paused")))
        .extracting(Journal.Entry::event)
        .containsSubsequence("started", "paused", "saved", "activated", "ended");
  }

  @Test
  void aChangeIsInForceFromItsStepAndOutlivesAStop() throws IOException {
    train(run("whole"), new At(3, control -> control.change(change(), "ada")));
    At stopped =
        new At(
            3,
            control -> {
              control.change(change(), "ada");
              control.cancel("ada");
            });
    train(run("resumed"), stopped);
    train(run("resumed"), new Listener());
    assertThat(Runs.digests(run("resumed"))).isEqualTo(Runs.digests(run("whole")));
    Journal.Entry entry =
        stopped.events.stream().filter(e -> e.event().equals("changed")).findFirst().orElseThrow();
    assertThat(entry.step()).isEqualTo(3);
    assertThat(entry.details())
        .containsEntry("by", "ada")
        .containsEntry("from", Map.of("learning_rate", 0.01, "colour_noise", 0.1, "dropout", 0.5))
        .containsEntry("to", Map.of("learning_rate", 0.002, "colour_noise", 0.3, "dropout", 0.25));
    assertThat(Checkpoint.open(run("whole").resolve("checkpoints/last")).settings().network())
        .extracting(NetworkSettings::dropout)
        .isEqualTo(0.25);
    assertThat(run("whole").resolve("config.yml")).content().contains("dropout: 0.25");
  }

  @Test
  void everyChangeMattersAndCanBeTakenBack() throws IOException {
    train(run("whole"), new Listener());
    for (Map.Entry<Setting, Double> one : change().values().entrySet()) {
      SettingsChange there = SettingsChange.of(one.getKey(), one.getValue());
      Path changed = run("changed-" + one.getKey());
      train(changed, new At(7, control -> control.change(there, "ada")));
      assertThat(Runs.digests(changed)).isNotEqualTo(Runs.digests(run("whole")));
    }
    train(
        run("back"),
        new At(
            5,
            control -> {
              control.change(change(), "ada");
              control.change(
                  new SettingsChange(
                      Map.of(
                          Setting.LEARNING_RATE, 0.01,
                          Setting.COLOUR_NOISE, 0.1,
                          Setting.DROPOUT, 0.5)),
                  "ada");
            }));
    assertThat(Runs.digests(run("back")).get(0)).isEqualTo(Runs.digests(run("whole")).get(0));
  }

  @Test
  void epochsCanBeTakenAwayAndAdded() {
    At fewer = new At(2, control -> control.change(SettingsChange.of(Setting.EPOCHS, 1), "ada"));
    assertThat(train(run("run"), fewer).epoch()).isEqualTo(1);
    // As it was begun: the change is in force still.
    assertThat(train(run("run"), new Listener()).epoch()).isEqualTo(1);
    Training.Request longer = Runs.request(store, run("run"), Runs.settings(3, 16, 2012));
    At more = new At(1, control -> control.change(SettingsChange.of(Setting.EPOCHS, 4), "ada"));
    assertThat(Runs.train(longer, more).epoch()).isEqualTo(4);
  }

  @Test
  void rollingBackTakesTheSameStepsAgain() throws IOException {
    train(run("whole"), new Listener());
    At listener = new At(6, control -> control.rollBack("001-00000004", "ada"));
    TrainResult result = train(run("back"), listener);
    assertThat(result.step()).isEqualTo(8);
    assertThat(listener.steps).hasSize(6 + 4);
    assertThat(Runs.digests(run("back"))).isEqualTo(Runs.digests(run("whole")));
    assertThat(listener.events)
        .filteredOn(entry -> entry.event().equals("rolled-back"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.details()).containsEntry("from_step", 6L));
  }

  @Test
  void whatCannotBeDoneIsSaidAndTheRunGoesOn() throws IOException {
    train(run("whole"), new Listener());
    List<CompletionStage<Journal.Entry>> answers = new ArrayList<>();
    Listener listener =
        new At(
            3,
            control -> {
              answers.add(control.rollBack("009-00000099", "ada"));
              answers.add(control.rollBack("../../whole/checkpoints/last", "ada"));
            });
    train(run("run"), listener);
    answers.forEach(answer -> assertRefused(answer, "no checkpoint"));
    assertThat(answers).hasSize(2);
    assertThat(Runs.digests(run("run"))).isEqualTo(Runs.digests(run("whole")));
    assertRefused(listener.control.snapshot("ada"), "the run has ended");
    assertThatThrownBy(() -> SettingsChange.of(Setting.DROPOUT, 1))
        .isInstanceOf(UserException.class)
        .hasMessage("dropout must be a number from 0 to below 1, not 1.0");
    assertThatThrownBy(() -> new RunControl().change(change(), "ada"))
        .hasMessageContaining("has not begun");
  }

  private static void assertRefused(CompletionStage<Journal.Entry> answer, String why) {
    assertThatThrownBy(answer.toCompletableFuture()::join)
        .hasCauseInstanceOf(UserException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aPausedRunStopsWhenAskedTo() {
    TrainResult result =
        train(
            run("run"),
            new At(
                2,
                control -> {
                  control.pause("ada");
                  control.stop("ada");
                }));
    assertThat(result.stopped()).isTrue();
    assertThat(result.step()).isEqualTo(2);
    assertThat(result.checkpoint().orElseThrow().getFileName()).hasToString("000-00000002");
  }

  @Test
  void aCancelledRunSavesNothingMore() throws IOException {
    TrainResult result = train(run("run"), new At(3, control -> control.cancel("ada")));
    assertThat(result.stopped()).isTrue();
    assertThat(result.checkpoint()).isEmpty();
    assertThat(run("run").resolve("checkpoints")).isEmptyDirectory();
  }

  @Test
  void aRunAskedToStopBeforeItsFirstStepHasNothingToSave() throws IOException {
    Path folder = Runs.folder(directory);
    Listener listener = new Listener();
    listener.control.stop("ada");
    assertThatThrownBy(() -> Runs.train(Runs.request(folder, run("run"), Runs.SETTINGS), listener))
        .isInstanceOf(StoppedException.class);
  }
}
