package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.Stage;
import io.alexnet.train.Runs.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks a run to end does not wait for the step it is at, and loses nothing but that step. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbandonedStepTest {
  /** Of one epoch; so large that a step can be watched. */
  private static final TrainSettings SETTINGS = Runs.settings(1, 32, 2012);

  private static final int BEFORE = 1;

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
      while (!over && !isThere()) {
        Thread.onSpinWait();
      }
      ask.accept(control);
    }

    private boolean isThere() {
      return Arrays.stream(trainer.getStackTrace())
          .anyMatch(frame -> (frame.getClassName() + "." + frame.getMethodName()).endsWith(method));
    }

    void join() throws InterruptedException {
      over = true;
      watcher.join(TimeUnit.SECONDS.toMillis(10));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"activate", "backpropGradient"})
  void theStateBeforeTheStepIsSavedAndTheRunGoesOnBitForBit(String pass) throws Exception {
    Path run = scratch.resolve(pass);
    Impatient impatient = new Impatient(BEFORE, "OperationLayer." + pass, end -> end.stop("test"));
    TrainResult stopped = Runs.train(Runs.request(store, run, SETTINGS), impatient);
    impatient.join();
    assertThat(stopped.stopped()).isTrue();
    assertThat(stopped.step()).as("steps, the one given up not among them").isEqualTo(BEFORE);
    assertThat(Checkpoint.open(run).state().step()).isEqualTo(BEFORE);
    Listener second = new Listener();
    Runs.train(Runs.request(store, run, SETTINGS), second);
    assertThat(second.steps.get(0).step()).as("taken again").isEqualTo(BEFORE + 1);
    assertThat(Runs.digests(run)).isEqualTo(undisturbed);
  }

  @Test
  void aCancelledRunGivesItUpToo() throws Exception {
    Path run = scratch.resolve("cancelled");
    Impatient impatient =
        new Impatient(BEFORE, "OperationLayer.activate", end -> end.cancel("test"));
    TrainResult cancelled = Runs.train(Runs.request(store, run, SETTINGS), impatient);
    impatient.join();
    assertThat(cancelled.step()).isEqualTo(BEFORE);
    assertThat(cancelled.checkpoint()).isEmpty();
  }

  @Test
  void imagesAreNotWaitedFor() throws Exception {
    Path run = scratch.resolve("waits");
    TrainSettings settings = Runs.settings(1, 64, 2012);
    Impatient impatient = new Impatient(0, "Stopwatch.waitFor", end -> end.stop("test"));
    TrainResult stopped =
        Runs.train(Runs.request(scratch.resolve("images"), run, settings), impatient);
    impatient.join();
    assertThat(stopped.step()).isZero();
    assertThat(stopped.throughput().pipeline().busy(Stage.AUGMENT).images())
        .as("images for the first step")
        .isLessThan(64);
    assertThat(Checkpoint.open(run).state().step()).isZero();
  }
}
