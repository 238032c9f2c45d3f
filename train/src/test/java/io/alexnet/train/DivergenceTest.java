package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.train.Runs.Listener;
import io.alexnet.train.WatchSettings.Reaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real runs that diverge, because their rate is a thousand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DivergenceTest {
  private static final double FAR = 1000;

  @TempDir static Path shared;
  @TempDir Path directory;
  private Path store = Path.of("");

  @BeforeAll
  void prepare() throws IOException {
    store = Runs.store(Runs.folder(shared), shared.resolve("store"));
  }

  private static TrainSettings settings(double rate) {
    TrainSettings base = Runs.SETTINGS;
    return new TrainSettings(
        base.network(),
        base.augment(),
        base.optimiser().with(base.optimiser().epochs(), rate),
        base.validationShare(),
        base.seed());
  }

  private Training.Request request(Path run, double rate, WatchSettings watch) {
    return Runs.request(store, run, settings(rate)).with(watch);
  }

  /** Divides the rate so far that the run goes on with the usual one. */
  private static WatchSettings dividing(double divisor) {
    WatchSettings usual = WatchSettings.DEFAULT;
    WatchSettings.Divergence d = usual.divergence();
    return new WatchSettings(
        usual.loss(),
        new WatchSettings.Divergence(d.reaction(), d.returns(), divisor, d.settled(), d.calm()),
        usual.health(),
        usual.stuck());
  }

  private static List<String> events(Path run) {
    return Journal.read(run).stream().map(Journal.Entry::event).toList();
  }

  @Test
  void aRunThatDivergesAtOnceBeginsAnewWithALowerRate() throws IOException {
    Path run = directory.resolve("run");
    Listener listener = new Listener();
    TrainResult result = Runs.train(request(run, FAR, dividing(FAR / 0.01)), listener);
    assertThat(result.epoch()).isEqualTo(2);
    assertThat(events(run)).containsSubsequence("diverged", "went-back", "ended");
    assertThat(listener.notes).anyMatch(note -> note.startsWith("training diverged at step "));

    Path usual = directory.resolve("usual");
    Runs.train(request(usual, 0.01, WatchSettings.DEFAULT), new Listener());
    assertThat(Runs.digests(run).get(0)).as("the weights").isEqualTo(Runs.digests(usual).get(0));
  }

  @Test
  void itGoesBackSoManyTimesAndThenSaysSoInOneLine() throws IOException {
    Path run = directory.resolve("run");
    assertThatThrownBy(() -> Runs.train(request(run, FAR, WatchSettings.DEFAULT), new Listener()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("training diverged at step ")
        .hasMessageContaining("3 returns did not help")
        .hasMessageEndingWith("start again with a lower --lr than 125")
        .hasMessageNotContaining("\n");
    assertThat(events(run).stream().filter("diverged"::equals)).hasSize(4);
    assertThat(events(run).stream().filter("went-back"::equals)).hasSize(3);
    assertThat(Checkpoint.open(run.resolve("checkpoints/last")).state().trend().returns())
        .isEqualTo(3);

    assertThatThrownBy(() -> Runs.train(request(run, FAR, WatchSettings.DEFAULT), new Listener()))
        .as("the count outlives the process")
        .hasMessageContaining("3 returns did not help");
  }

  @Test
  void itEndsAtOnceIfToldTo() throws IOException {
    Path run = directory.resolve("run");
    WatchSettings stop = WatchSettings.DEFAULT.with(Reaction.STOP, 3);
    assertThatThrownBy(() -> Runs.train(request(run, FAR, stop), new Listener()))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("; start again with a lower --lr than 1000");
    assertThat(events(run)).endsWith("diverged");
    assertThat(run.resolve("checkpoints/last")).as("nothing damaged is saved").doesNotExist();
  }

  /** Every loss is too high for it. */
  private static WatchSettings touchy(Reaction reaction) {
    WatchSettings usual = WatchSettings.DEFAULT.with(reaction, 0);
    WatchSettings.Loss l = usual.loss();
    return new WatchSettings(
        new WatchSettings.Loss(
            l.steps(), l.cap(), 0.01, l.learnt(), l.noise(), l.flat(), l.chance(), l.flatSteps()),
        usual.divergence(),
        usual.health(),
        usual.stuck());
  }

  @Test
  void aRisingLossIsIgnoredIfToldToAndChangesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                Runs.train(
                    request(directory.resolve("stopped"), 0.01, touchy(Reaction.STOP)),
                    new Listener()))
        .hasMessageStartingWith("training diverged at step 1 of epoch 1: the average loss rose");
    Path run = directory.resolve("run");
    TrainResult result = Runs.train(request(run, 0.01, touchy(Reaction.IGNORE)), new Listener());
    assertThat(result.epoch()).isEqualTo(2);
    assertThat(events(run)).doesNotContain("diverged");

    Path usual = directory.resolve("usual");
    Runs.train(request(usual, 0.01, WatchSettings.DEFAULT), new Listener());
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(usual));
  }

  @Test
  void aValueThatIsNotFiniteEndsTheRunWhateverIsIgnored() {
    WatchSettings ignoring = WatchSettings.DEFAULT.with(Reaction.IGNORE, 3);
    assertThatThrownBy(
            () -> Runs.train(request(directory.resolve("run"), FAR, ignoring), new Listener()))
        .isInstanceOf(UserException.class)
        .hasMessageMatching("training diverged at step .* is (NaN|-?Infinity); start again .*");
  }

  /** Raises the rate a thousandfold in the second epoch. */
  private static final class Raising extends Listener {
    private boolean raised;

    Raising(int stopAfter) {
      super(stopAfter);
    }

    @Override
    public void step(StepInfo step) {
      if (!raised && step.epoch() == 2 && step.step() == 1) {
        raised = true;
        control.change(SettingsChange.of(Setting.LEARNING_RATE, FAR), "test");
      }
      super.step(step);
    }
  }

  @Test
  void itGoesOnFromTheLastGoodCheckpointAsIfNothingHadHappened() throws IOException {
    Path run = directory.resolve("run");
    Raising listener = new Raising(Integer.MAX_VALUE);
    Runs.train(request(run, 0.01, WatchSettings.DEFAULT), listener);
    assertThat(events(run))
        .containsSubsequence("started", "changed", "diverged", "went-back", "ended");

    Path usual = directory.resolve("usual");
    Runs.train(request(usual, 0.01, WatchSettings.DEFAULT), new Listener());
    assertThat(Runs.digests(run).get(0)).as("the weights").isEqualTo(Runs.digests(usual).get(0));
    assertThat(Files.readAllLines(run.resolve("summary.csv")))
        .isEqualTo(Files.readAllLines(usual.resolve("summary.csv")));
  }

  @Test
  void resumingAfterAReturnEqualsNeverHavingStopped() throws IOException {
    Path whole = directory.resolve("whole");
    Runs.train(request(whole, FAR, dividing(FAR / 0.01)), new Listener());
    Path run = directory.resolve("run");
    TrainResult first = Runs.train(request(run, FAR, dividing(FAR / 0.01)), new Listener(5));
    assertThat(first.stopped()).isTrue();
    assertThat(events(run)).contains("went-back");
    Runs.train(request(run, FAR, dividing(FAR / 0.01)), new Listener());
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(whole));
  }
}
