package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.Stage;
import io.alexnet.train.Runs.Listener;
import io.alexnet.train.TrainListener.StepInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks a run to end does not wait for the step it is at, and loses nothing but that step. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbandonedStepTest {
  /** So large that a step can be watched, and many: not each that is watched is caught. */
  private static final TrainSettings SETTINGS = Runs.settings(20, 32, 2012);

  private static final int BEFORE = 1;
  private static final int TRIES = 20;

  @TempDir static Path scratch;
  private Path store = Path.of("");
  private List<String> undisturbed = List.of();

  @BeforeAll
  void trainUndisturbed() throws IOException {
    store = Runs.store(Runs.folder(scratch), scratch.resolve("store"));
    Path whole = scratch.resolve("whole");
    Runs.train(Runs.request(store, whole, SETTINGS), new Listener());
    undisturbed = Runs.digests(whole);
  }

  /** Asks for the end as soon as the thread that trains is in a method, after some steps. */
  private static final class Impatient extends Listener {
    private final int after;
    private final String method;
    private final Consumer<RunControl> ask;
    private final Thread trainer = Thread.currentThread();
    private final Thread watcher = new Thread(this::watch, "watcher");
    private volatile boolean over;
    private volatile long caught = -1;

    /**
     * @param method such as Stopwatch.waitFor
     */
    Impatient(int after, String method, Consumer<RunControl> ask) {
      this.after = after;
      this.method = method;
      this.ask = ask;
    }

    @Override
    public void state(RunControl.State state) {
      super.state(state);
      begin();
    }

    @Override
    public void step(StepInfo step) {
      super.step(step);
      begin();
    }

    private void begin() {
      if (steps.size() == after && watcher.getState() == Thread.State.NEW) {
        watcher.start();
      }
    }

    private void watch() {
      long step = control.step();
      while (!over && !isThere()) {
        Thread.onSpinWait();
        step = control.step();
      }
      ask.accept(control);
      // No step has ended meanwhile, so it was asked in the one after.
      if (!over && control.step() == step) {
        caught = step;
      }
    }

    /**
     * Steps before the one in which it asked; -1 if that one may have ended before it was heard.
     */
    long caught() {
      return caught;
    }

    private boolean isThere() {
      return Arrays.stream(trainer.getStackTrace())
          .anyMatch(frame -> (frame.getClassName() + "." + frame.getMethodName()).endsWith(method));
    }

    void join() throws InterruptedException {
      over = true;
      watcher.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"activate", "backpropGradient"})
  void theStateBeforeTheStepIsSavedAndTheRunGoesOnBitForBit(String pass) throws Exception {
    Path run = scratch.resolve(pass);
    TrainResult stopped = caught(run, pass, end -> end.stop("test"));
    long before = stopped.step();
    assertThat(before).as("steps, the one given up not among them").isPositive();
    assertThat(Checkpoint.open(run).state().step()).isEqualTo(before);
    Listener second = new Listener();
    Runs.train(Runs.request(store, run, SETTINGS), second);
    StepInfo again = second.steps.get(0);
    assertThat((again.epoch() - 1L) * again.stepsPerEpoch() + again.step())
        .as("taken again")
        .isEqualTo(before + 1);
    assertThat(Runs.digests(run)).isEqualTo(undisturbed);
  }

  /** Lets the run go on until its end was asked for in a step, and that step was given up. */
  private TrainResult caught(Path run, String pass, Consumer<RunControl> ask) throws Exception {
    for (int tries = 0; tries < TRIES; tries++) {
      Impatient impatient = new Impatient(BEFORE, "OperationLayer." + pass, ask);
      TrainResult stopped = Runs.train(Runs.request(store, run, SETTINGS), impatient);
      impatient.join();
      assertThat(stopped.stopped()).as("asked to end after %d tries", tries).isTrue();
      if (stopped.step() == impatient.caught()) {
        return stopped;
      }
    }
    throw new AssertionError("no step was given up");
  }

  @Test
  void aCancelledRunGivesItUpToo() throws Exception {
    Path run = scratch.resolve("cancelled");
    TrainResult cancelled = caught(run, "activate", end -> end.cancel("test"));
    assertThat(cancelled.step()).isPositive();
  }

  @Test
  void imagesAreNotWaitedFor() throws Exception {
    TrainSettings settings = Runs.settings(1, 64, 2012);
    long images = Long.MAX_VALUE;
    for (int tries = 0; tries < TRIES && images >= 64; tries++) {
      Path run = scratch.resolve("waits-" + tries);
      Impatient impatient = new Impatient(0, "Stopwatch.waitFor", end -> end.stop("test"));
      TrainResult stopped =
          Runs.train(Runs.request(scratch.resolve("images"), run, settings), impatient);
      impatient.join();
      assertThat(Checkpoint.open(run).state().step()).isEqualTo(stopped.step());
      images = stopped.throughput().pipeline().busy(Stage.AUGMENT).images();
    }
    assertThat(images).as("images for the first step").isLessThan(64);
  }
}
