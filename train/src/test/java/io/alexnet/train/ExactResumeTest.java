package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.train.Runs.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three epochs, stopped after every single step: every checkpoint is the uninterrupted run's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactResumeTest {
  private static final int EPOCHS = 3;
  private static final TrainSettings SETTINGS = Runs.settings(EPOCHS, 16, 2012);
  private static final SaveSettings EVERY_STEP =
      new SaveSettings(3, OptionalInt.of(1), Optional.empty());

  @TempDir static Path shared;
  private Path store = Path.of("");
  private final Map<String, List<String>> uninterrupted = new TreeMap<>();

  @BeforeAll
  void trainWithoutInterruption() throws IOException {
    store = Runs.store(Runs.folder(shared), shared.resolve("store"));
    Path run = shared.resolve("whole");
    Listener listener =
        new Listener() {
          @Override
          public void event(Journal.Entry entry) {
            super.event(entry);
            if (entry.event().equals("saved")) {
              uninterrupted.put(name(run), digests(run));
            }
          }

          @Override
          public void step(StepInfo step) {
            super.step(step);
            control.snapshot("test");
          }
        };
    Runs.train(request(run, 2, SaveSettings.DEFAULT), listener);
    uninterrupted.put(name(run), digests(run));
  }

  private Training.Request request(Path run, int workers, SaveSettings saves) {
    Training.Request usual = Runs.request(store, run, SETTINGS);
    return new Training.Request(
        usual.data(),
        run,
        SETTINGS,
        OptionalInt.of(workers),
        true,
        Optional.empty(),
        usual.readOptions(),
        saves);
  }

  private static String name(Path run) {
    try {
      return run.resolve("checkpoints/last").toRealPath().getFileName().toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> digests(Path run) {
    try {
      return Runs.digests(run);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * @param most workers; their number is another one in every piece
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void stoppedAfterEveryStepTheBitsAreTheSame(int most, @TempDir Path directory) {
    Path run = directory.resolve("run");
    boolean stopped = true;
    int pieces = 0;
    while (stopped) {
      int workers = 1 + pieces % most;
      stopped = Runs.train(request(run, workers, EVERY_STEP), new Listener(1)).stopped();
      assertThat(uninterrupted).containsEntry(name(run), digests(run));
      pieces++;
    }
    assertThat(uninterrupted).as("twelve steps and the end").hasSize(12 + 1);
    assertThat(pieces).isEqualTo(12 + 1);
  }

  @Test
  void killedAfterAnyStepTheBitsAreTheSame(@TempDir Path directory) {
    Path run = directory.resolve("run");
    boolean stopped = true;
    for (int piece = 0; stopped; piece++) {
      Listener dies =
          new Listener() {
            @Override
            public void step(StepInfo step) {
              super.step(step);
              if (steps.size() == 2) {
                control.cancel("test");
              }
            }
          };
      stopped = Runs.train(request(run, 2, EVERY_STEP), dies).stopped();
      assertThat(uninterrupted).containsEntry(name(run), digests(run));
      assertThat(piece).as("pieces").isLessThan(12);
    }
    assertThat(name(run)).isEqualTo("003-00000012");
  }
}
