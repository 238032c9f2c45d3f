package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.network.Preset;
import io.alexnet.train.Runs.Listener;
import io.alexnet.train.Verdict.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainingTest {
  @TempDir static Path shared;
  private Path store = Path.of("");
  private Path whole = Path.of("");
  private TrainResult result =
      new TrainResult(0, 0, 0, 0, 0, 0, Path.of(""), Throughput.ZERO, 0, "", false);

  @BeforeAll
  void trainOnce() throws IOException {
    store = Runs.store(Runs.folder(shared), shared.resolve("store"));
    whole = shared.resolve("whole");
    result = Runs.train(store, whole);
  }

  @Test
  void runDirectoryHoldsWhatTheDesignNames() throws IOException {
    assertThat(result.epoch()).isEqualTo(2);
    assertThat(result.step()).isEqualTo(2 * Runs.STEPS_PER_EPOCH - 2);
    assertThat(result.endReason()).isEqualTo("reached epoch 2 of 2");
    assertThat(whole.resolve("config.yml"))
        .content()
        .contains("batch_size: 16")
        .contains("preset: mini");
    assertThat(Files.readAllLines(whole.resolve("journal.jsonl")))
        .first()
        .asString()
        .contains("\"event\":\"started\"");
    assertThat(Files.readAllLines(whole.resolve("metrics.jsonl")))
        .hasSize(2)
        .allMatch(line -> line.contains("\"stages\":{\"read\":{") && line.contains("\"verdict\":"));
    assertThat(Files.readAllLines(whole.resolve("summary.csv"))).hasSize(3);
    assertThat(Files.readSymbolicLink(whole.resolve("checkpoints/last")))
        .isEqualTo(result.checkpoint().getFileName());
    assertThat(whole.resolve("checkpoints/best/model.safetensors")).exists();
  }

  @Test
  void stoppingDuringValidationLosesNothing(@TempDir Path directory) throws IOException {
    Path run = directory.resolve("run");
    Listener listener =
        new Listener() {
          private boolean validating;

          @Override
          public void at(String what, long done, long total) {
            validating |= what.equals("evaluating");
          }

          @Override
          public boolean stopRequested() {
            return validating;
          }
        };
    TrainResult first = Training.run(Runs.request(store, run, Runs.SETTINGS), listener);
    assertThat(first.stopped()).isTrue();
    assertThat(first.epoch()).isZero();
    assertThat(first.valTop1Error()).isNaN();

    Training.run(Runs.request(store, run, Runs.SETTINGS), new Listener());
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(whole));
  }

  /** In the middle of an epoch, at its last step, at the first of the next one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 7})
  void resumingAtAStepEqualsNeverHavingStopped(int step, @TempDir Path directory)
      throws IOException {
    Path run = directory.resolve("run");
    TrainResult first = Training.run(Runs.request(store, run, Runs.SETTINGS), new Listener(step));
    assertThat(first.stopped()).isTrue();
    assertThat(first.step()).isEqualTo(step);

    Listener listener = new Listener();
    Training.run(Runs.request(store, run, Runs.SETTINGS), listener);

    assertThat(listener.notes).anyMatch(note -> note.startsWith("going on from checkpoints"));
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(whole));
    assertThat(Files.readAllLines(run.resolve("summary.csv")))
        .isEqualTo(Files.readAllLines(whole.resolve("summary.csv")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void numberOfWorkersDoesNotChangeABit(int workers, @TempDir Path directory) throws IOException {
    Training.run(
        new Training.Request(
            store,
            directory,
            Runs.SETTINGS,
            OptionalInt.of(workers),
            true,
            Optional.empty(),
            ReadOptions.DEFAULT),
        new Listener());
    assertThat(Runs.digests(directory)).isEqualTo(Runs.digests(whole));
  }

  @Test
  void workersThatAdaptToTheTrainerDoNotChangeABit(@TempDir Path directory) throws IOException {
    Listener listener = new Listener();
    Training.run(
        new Training.Request(
            store,
            directory,
            Runs.SETTINGS,
            OptionalInt.empty(),
            true,
            Optional.empty(),
            ReadOptions.DEFAULT),
        listener);
    assertThat(Runs.digests(directory)).isEqualTo(Runs.digests(whole));
    assertThat(listener.steps).allMatch(step -> step.verdict().bound() != Bound.UNKNOWN);
  }

  @Test
  void anotherSeedGivesAnotherRun(@TempDir Path directory) throws IOException {
    Training.run(Runs.request(store, directory, Runs.settings(2, 16, 7)), new Listener());
    assertThat(Runs.digests(directory)).isNotEqualTo(Runs.digests(whole));
  }

  @Test
  void aFolderTrainsTooAndItsBrokenImageIsQuarantinedOnce(@TempDir Path directory)
      throws IOException {
    Path run = directory.resolve("run");
    Path folder = Runs.folder(directory);
    Training.run(Runs.request(folder, run, Runs.settings(1, 16, 2012)), new Listener());
    TrainResult trained = Runs.train(folder, run);
    assertThat(trained.epoch()).isEqualTo(2);
    assertThat(trained.quarantined()).isEqualTo(1);
    assertThat(Files.readAllLines(run.resolve("quarantine.jsonl")))
        .singleElement()
        .asString()
        .contains("0002-cut-short.jpg");
  }

  @Test
  void aFinishedRunIsProlongedByMoreEpochsAndLeftAloneByTheSame(@TempDir Path directory)
      throws IOException {
    Path run = directory.resolve("run");
    Training.run(Runs.request(store, run, Runs.settings(1, 16, 2012)), new Listener());
    Listener same = new Listener();
    Training.run(Runs.request(store, run, Runs.settings(1, 16, 2012)), same);
    assertThat(same.steps).isEmpty();

    Training.run(Runs.request(store, run, Runs.SETTINGS), new Listener());
    assertThat(Runs.digests(run).get(0)).isEqualTo(Runs.digests(whole).get(0));
  }

  @Test
  void otherSettingsOrDataAreRefusedByName(@TempDir Path directory) throws IOException {
    assertRefused(
        Runs.request(store, whole, Runs.settings(2, 16, 3)), "seed was 2012 and is now 3");
    assertRefused(
        Runs.request(store, whole, Runs.settings(2, 8, 2012)),
        "optimiser.batch_size was 16 and is now 8");
    Path other = Runs.folder(directory);
    Files.delete(other.resolve("train/disc/0003.jpg"));
    assertRefused(Runs.request(other, whole, Runs.SETTINGS), "fingerprint");
    assertRefused(
        new Training.Request(
            store,
            whole,
            Runs.SETTINGS,
            OptionalInt.of(2),
            false,
            Optional.empty(),
            ReadOptions.DEFAULT),
        "already holds a run");
  }

  @Test
  void anotherDecoderOfTheSameFolderIsRefused(@TempDir Path directory) throws IOException {
    assumeTrue(JpegDecoder.TURBO.isPresent(), JpegDecoder.INSTALL);
    Path run = directory.resolve("run");
    Path folder = Runs.folder(directory);
    TrainSettings settings = Runs.settings(1, 16, 2012);
    Training.run(Runs.request(folder, run, settings), new Listener());
    ReadOptions turbo = ReadOptions.DEFAULT.withDecoder(JpegDecoder.TURBO);
    assertRefused(
        new Training.Request(
            folder, run, settings, OptionalInt.of(2), true, Optional.empty(), turbo),
        "decoder was \"java\" and is now \"turbo\"");
  }

  @Test
  void theDecoderIsNoMatterOnceAStoreIsMade() throws IOException {
    assumeTrue(JpegDecoder.TURBO.isPresent(), JpegDecoder.INSTALL);
    ReadOptions turbo = ReadOptions.DEFAULT.withDecoder(JpegDecoder.TURBO);
    Listener listener = new Listener();
    Training.run(
        new Training.Request(
            store, whole, Runs.SETTINGS, OptionalInt.of(2), true, Optional.empty(), turbo),
        listener);
    assertThat(listener.steps).isEmpty();
  }

  @Test
  void batchesThatDoNotFitAreRefusedBeforeAnythingIsMade(@TempDir Path directory) {
    Path run = directory.resolve("run");
    assertRefused(Runs.request(store, run, Runs.settings(1, 100, 1)), "lower the batch size");
    assertThat(run).doesNotExist();
  }

  private static void assertRefused(Training.Request request, String reason) {
    assertThatThrownBy(() -> Training.run(request, new Listener()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void weightsOfAnotherRunStartANewOneUnderANewHead(@TempDir Path directory) throws IOException {
    Path folder = Runs.folder(directory);
    DurableFiles.deleteTree(folder.resolve("train/star"));
    DurableFiles.deleteTree(folder.resolve("val/star"));
    Listener listener = new Listener();
    Training.run(
        new Training.Request(
            folder,
            directory.resolve("run"),
            Runs.settings(1, 16, 1),
            OptionalInt.of(2),
            true,
            Optional.of(whole),
            ReadOptions.DEFAULT),
        listener);
    assertThat(listener.notes).anyMatch(note -> note.endsWith("with a new last layer"));

    TrainSettings paper = TrainSettings.of(Preset.CIFAR);
    Training.Request misfit =
        new Training.Request(
            folder,
            directory.resolve("other"),
            new TrainSettings(paper.network(), paper.augment(), Runs.SETTINGS.optimiser(), 0.1, 1),
            OptionalInt.of(2),
            true,
            Optional.of(whole),
            ReadOptions.DEFAULT);
    assertRefused(misfit, "the weights do not fit: conv1.weight");
  }
}
