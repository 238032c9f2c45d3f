package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.train.RunControl.State;
import io.alexnet.train.Runs.Listener;
import io.alexnet.train.faulty.FaultyDisk;
import io.alexnet.train.faulty.FaultyDisk.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A run is saved when it is to be, and does not end because it cannot be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SavingTest {
  @TempDir static Path shared;
  @TempDir Path directory;
  private Path store = Path.of("");

  @BeforeAll
  void prepare() throws IOException {
    store = Runs.store(Runs.folder(shared), shared.resolve("store"));
  }

  private Path run() {
    return directory.resolve("run");
  }

  private TrainResult train(SaveSettings saves, Listener listener) {
    return train(run(), saves, listener);
  }

  private TrainResult train(Path run, SaveSettings saves, Listener listener) {
    Training.Request usual = Runs.request(store, run, Runs.SETTINGS);
    return Runs.train(
        new Training.Request(
            usual.data(),
            usual.run(),
            usual.settings(),
            usual.workers(),
            usual.resume(),
            usual.initialWeights(),
            usual.readOptions(),
            saves),
        listener);
  }

  private static SaveSettings every(int steps) {
    return new SaveSettings(3, OptionalInt.of(steps), Optional.empty());
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> entries = Files.list(run().resolve("checkpoints"))) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> name.contains("-"))
          .sorted()
          .toList();
    }
  }

  /** Ends without a save of its own. */
  private static Listener cancelledAfter(int number) {
    return new Listener() {
      @Override
      public void step(StepInfo step) {
        super.step(step);
        if (steps.size() == number) {
          control.cancel("test");
        }
      }
    };
  }

  @Test
  void aRunIsSavedAfterSoManySteps() throws IOException {
    train(every(3), cancelledAfter(7));
    assertThat(checkpoints()).containsExactly("000-00000003", "001-00000004", "001-00000006");
  }

  @Test
  void aRunIsSavedAfterSoMuchTime() throws IOException {
    Duration always = Duration.ofNanos(1);
    train(new SaveSettings(3, OptionalInt.empty(), Optional.of(always)), cancelledAfter(2));
    assertThat(checkpoints()).containsExactly("000-00000001", "000-00000002");
    train(
        new SaveSettings(3, OptionalInt.empty(), Optional.of(Duration.ofDays(1))),
        cancelledAfter(1));
    assertThat(checkpoints()).containsExactly("000-00000001", "000-00000002");
  }

  @Test
  void whatIsAskedDuringASaveIsDoneAfterIt() {
    Listener listener =
        new Listener() {
          @Override
          public void state(State state) {
            super.state(state);
            if (state == State.SAVING) {
              control.stop("test");
            }
          }
        };
    TrainResult result = train(every(2), listener);
    assertThat(result.stopped()).isTrue();
    assertThat(result.step()).isEqualTo(2);
    assertThat(Checkpoint.open(result.checkpoint().orElseThrow()).state().step()).isEqualTo(2);
  }

  @Test
  void savesThatFailAreSaidAndTheNextOneIsGood() throws IOException {
    FaultyDisk disk = disk();
    disk.rule(
        operation -> {
          if (operation.path().matches("run/checkpoints/.*000-0000000[12].*")) {
            throw new IOException("No space left on device");
          }
        });
    List<CompletionStage<Journal.Entry>> answers = new ArrayList<>();
    Listener listener =
        new Listener() {
          @Override
          public void step(StepInfo step) {
            super.step(step);
            if (steps.size() == 1) {
              answers.add(control.snapshot("ada"));
              answers.add(control.change(SettingsChange.of(Setting.LEARNING_RATE, 1), "ada"));
            } else if (steps.size() == 3) {
              answers.add(control.snapshot("ada"));
            }
          }
        };
    train(disk.root().resolve("run"), every(2), listener);
    assertThatThrownBy(answers.get(0).toCompletableFuture()::join)
        .hasMessageContaining("could not be saved");
    assertThatThrownBy(answers.get(1).toCompletableFuture()::join)
        .hasMessageContaining("could not be saved");
    assertThat(answers.get(2).toCompletableFuture().join().details())
        .containsEntry("checkpoint", "checkpoints/000-00000003");
    assertThat(Journal.read(run()))
        .filteredOn(entry -> entry.event().equals("save-failed"))
        .extracting(Journal.Entry::step)
        .containsExactly(1L, 1L, 2L);
    assertThat(listener.steps).hasSize(8).allMatch(step -> step.rate() == 0.01);
  }

  /** The checkpoint asked for at step 1 is not whole before step 3 is taken. */
  @Test
  void aSaveOnRequestDoesNotWaitForTheDisk() throws IOException {
    FaultyDisk disk = disk();
    CountDownLatch thirdStep = new CountDownLatch(1);
    disk.rule(
        operation -> {
          if (operation.is(Kind.FORCE, "run/checkpoints/.*01\\.partial/model\\.safetensors")) {
            awaitQuietly(thirdStep);
          }
        });
    List<CompletionStage<Journal.Entry>> answers = new ArrayList<>();
    Listener listener =
        new Listener() {
          @Override
          public void step(StepInfo step) {
            super.step(step);
            if (steps.size() == 1) {
              answers.add(control.snapshot("ada"));
            } else if (steps.size() == 3) {
              assertThat(answers.get(0).toCompletableFuture()).isNotDone();
              thirdStep.countDown();
            }
          }
        };
    Runs.train(Runs.request(store, disk.root().resolve("run"), Runs.SETTINGS), listener);
    Journal.Entry saved = answers.get(0).toCompletableFuture().join();
    assertThat(saved.step()).isEqualTo(1);
    assertThat(saved.details()).containsEntry("checkpoint", "checkpoints/000-00000001");
  }

  private FaultyDisk disk() throws IOException {
    return new FaultyDisk(directory, directory.resolveSibling(directory.getFileName() + "-lost"));
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(5, TimeUnit.MINUTES)) {
        throw new IOException("nobody let go");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /**
   * From the second step to the end of the first epoch; for quarantine.jsonl all the time. A save
   * has a thread of its own, so the one of that time is known by its name.
   */
  @Test
  void aFullDiskCostsLinesThatAreSaidOnceEachAndNoStep() throws IOException {
    FaultyDisk disk = disk();
    AtomicBoolean full = new AtomicBoolean();
    disk.rule(
        operation -> {
          String path = operation.path();
          boolean isFull = path.contains("/checkpoints/") ? path.contains("-00000005") : full.get();
          if (operation.kind() == Kind.WRITE && (isFull || path.equals("run/quarantine.jsonl"))) {
            throw new IOException("the disk is full");
          }
        });
    Listener listener =
        new Listener() {
          @Override
          public void step(StepInfo step) {
            super.step(step);
            full.set(steps.size() >= 2 && step.epoch() == 1);
          }
        };
    Path folder = shared.resolve("images");
    Runs.train(Runs.request(folder, disk.root().resolve("run"), Runs.SETTINGS), listener);
    Runs.train(Runs.request(folder, directory.resolve("usual"), Runs.SETTINGS), new Listener());

    assertThat(Runs.digests(run())).isEqualTo(Runs.digests(directory.resolve("usual")));
    assertThat(listener.notes)
        .filteredOn(note -> note.contains("the disk is full"))
        .extracting(note -> note.replaceFirst(":.*", ""))
        .containsExactlyInAnyOrder(
            "no line in quarantine.jsonl",
            "the figures of epoch 1 are not written",
            "the checkpoint of step 5 could not be saved");
    assertThat(Files.readAllLines(run().resolve("metrics.jsonl")))
        .singleElement()
        .asString()
        .startsWith("{\"epoch\":2,");
    assertThat(Journal.read(run()))
        .extracting(Journal.Entry::event)
        .containsExactly("started", "metrics-failed", "save-failed", "ended");
  }
}
