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
import io.alexnet.train.faulty.FaultyDisk;
import io.alexnet.train.faulty.FaultyDisk.Kind;
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
      new TrainResult(0, 0, 0, 0, 0, 0, Optional.empty(), Throughput.ZERO, 0, "", false);

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
        .isEqualTo(result.checkpoint().orElseThrow().getFileName());
    assertThat(whole.resolve("checkpoints/best/model.safetensors")).exists();
  }

  @Test
  void stoppingDuringValidationLosesNothing(@TempDir Path directory) throws IOException {
    Path run = directory.resolve("run");
    Listener listener =
        new Listener() {
          @Override
          public void at(String what, long done, long total) {
            if (what.equals("evaluating")) {
              control.stop("test");
            }
          }
        };
    TrainResult first = Runs.train(Runs.request(store, run, Runs.SETTINGS), listener);
    assertThat(first.stopped()).isTrue();
    assertThat(first.epoch()).isZero();
    assertThat(first.valTop1Error()).isNaN();

    Runs.train(Runs.request(store, run, Runs.SETTINGS), new Listener());
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(whole));
  }

  /** In the middle of an epoch, at its last step, at the first of the next one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 7})
  void resumingAtAStepEqualsNeverHavingStopped(int step, @TempDir Path directory)
      throws IOException {
    Path run = directory.resolve("run");
    TrainResult first = Runs.train(Runs.request(store, run, Runs.SETTINGS), new Listener(step));
    assertThat(first.stopped()).isTrue();
    assertThat(first.step()).isEqualTo(step);

    Listener listener = new Listener();
    Runs.train(Runs.request(store, run, Runs.SETTINGS), listener);

    assertThat(listener.notes).anyMatch(note -> note.startsWith("going on from checkpoints"));
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(whole));
    assertThat(Files.readAllLines(run.resolve("summary.csv")))
        .isEqualTo(Files.readAllLines(whole.resolve("summary.csv")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void numberOfWorkersDoesNotChangeABit(int workers, @TempDir Path directory) throws IOException {
    Runs.train(
        new Training.Request(
            store,
            directory,
            Runs.SETTINGS,
            OptionalInt.of(workers),
            true,
            Optional.empty(),
            ReadOptions.DEFAULT,
            SaveSettings.DEFAULT),
        new Listener());
    assertThat(Runs.digests(directory)).isEqualTo(Runs.digests(whole));
  }

  @Test
  void workersThatAdaptToTheTrainerDoNotChangeABit(@TempDir Path directory) throws IOException {
    Listener listener = new Listener();
    Runs.train(
        new Training.Request(
            store,
            directory,
            Runs.SETTINGS,
            OptionalInt.empty(),
            true,
            Optional.empty(),
            ReadOptions.DEFAULT,
            SaveSettings.DEFAULT),
        listener);
    assertThat(Runs.digests(directory)).isEqualTo(Runs.digests(whole));
    assertThat(listener.steps).allMatch(step -> step.verdict().bound() != Bound.UNKNOWN);
  }

  @Test
  void aSaveThatFailsIsAnEventAndTrainingGoesOn(@TempDir Path directory) throws IOException {
    Path real = Files.createDirectory(directory.resolve("run"));
    FaultyDisk disk = new FaultyDisk(real, directory.resolve("lost"));
    disk.rule(
        operation -> {
          if (operation.is(Kind.FORCE, "checkpoints/\\.001-.*/model\\.safetensors")) {
            throw new IOException("the disk is full");
          }
        });
    Listener listener = new Listener();
    Runs.train(Runs.request(store, disk.root(), Runs.SETTINGS), listener);

    assertThat(listener.notes)
        .contains("the checkpoint of step 4 could not be saved: the disk is full");
    assertThat(real.resolve("journal.jsonl"))
        .content()
        .containsOnlyOnce("\"event\":\"save-failed\",\"reason\":\"the disk is full\"");
    assertThat(Runs.digests(real)).isEqualTo(Runs.digests(whole));
  }

  @Test
  void aRunWhoseLastSaveFailsSaysSoAndLaterGoesOnFromTheOneBefore(@TempDir Path directory)
      throws IOException {
    Path real = Files.createDirectory(directory.resolve("run"));
    FaultyDisk disk = new FaultyDisk(real, directory.resolve("lost"));
    disk.rule(
        operation -> {
          if (operation.is(Kind.WRITE, "checkpoints/\\.002-.*/model\\.safetensors")) {
            throw new IOException("the disk is full");
          }
        });
    assertRefused(
        Runs.request(store, disk.root(), Runs.SETTINGS),
        "could not be saved: the disk is full; mend that and give the command again");
    disk.rule(operation -> {});
    Runs.train(Runs.request(store, disk.root(), Runs.SETTINGS), new Listener());
    assertThat(Runs.digests(real)).isEqualTo(Runs.digests(whole));
  }

  @Test
  void aDamagedCheckpointIsSetAsideLoudlyAndItsStepsTakenAgain(@TempDir Path directory)
      throws IOException {
    Path run = directory.resolve("run");
    Runs.train(store, run);
    Path damaged = run.resolve("checkpoints/last").toRealPath();
    Files.writeString(damaged.resolve("state.json"), "{}");
    Listener listener = new Listener();
    Runs.train(Runs.request(store, run, Runs.SETTINGS), listener);
    assertThat(listener.notes)
        .anyMatch(note -> note.startsWith("A DAMAGED CHECKPOINT: state.json"));
    assertThat(run.resolve("journal.jsonl")).content().contains("\"event\":\"checkpoint-broken\"");
    assertThat(damaged.resolveSibling(damaged.getFileName() + ".broken")).isDirectory();
    assertThat(Runs.digests(run)).isEqualTo(Runs.digests(whole));
  }

  @Test
  void anotherSeedGivesAnotherRun(@TempDir Path directory) throws IOException {
    Runs.train(Runs.request(store, directory, Runs.settings(2, 16, 7)), new Listener());
    assertThat(Runs.digests(directory)).isNotEqualTo(Runs.digests(whole));
  }

  @Test
  void aFolderTrainsTooAndItsBrokenImageIsQuarantinedOnce(@TempDir Path directory)
      throws IOException {
    Path run = directory.resolve("run");
    Path folder = Runs.folder(directory);
    Runs.train(Runs.request(folder, run, Runs.settings(1, 16, 2012)), new Listener());
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
    Runs.train(Runs.request(store, run, Runs.settings(1, 16, 2012)), new Listener());
    Listener same = new Listener();
    Runs.train(Runs.request(store, run, Runs.settings(1, 16, 2012)), same);
    assertThat(same.steps).isEmpty();

    Runs.train(Runs.request(store, run, Runs.SETTINGS), new Listener());
    assertThat(Runs.digests(run).get(0)).isEqualTo(Runs.digests(whole).get(0));
  }

  @Test
  void otherSettingsOrDataAreRefusedByName(@TempDir Path directory) throws IOException {
    assertRefused(Runs.request(store, whole, Runs.settings(2, 16, 3)), "seed: 2012 then, 3 now");
    assertRefused(
        Runs.request(store, whole, Runs.settings(2, 8, 2012)),
        "optimiser.batch_size: 16 then, 8 now");
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
            ReadOptions.DEFAULT,
            SaveSettings.DEFAULT),
        "already holds a run");
  }

  @Test
  void anotherDecoderOfTheSameFolderIsRefused(@TempDir Path directory) throws IOException {
    assumeTrue(JpegDecoder.TURBO.isPresent(), JpegDecoder.TURBO.absence());
    Path run = directory.resolve("run");
    Path folder = Runs.folder(directory);
    TrainSettings settings = Runs.settings(1, 16, 2012);
    Runs.train(Runs.request(folder, run, settings), new Listener());
    ReadOptions turbo = ReadOptions.DEFAULT.withDecoder(JpegDecoder.TURBO);
    assertRefused(
        new Training.Request(
            folder,
            run,
            settings,
            OptionalInt.of(2),
            true,
            Optional.empty(),
            turbo,
            SaveSettings.DEFAULT),
        "decoder: \"java\" then, \"turbo\" now");
  }

  @Test
  void theDecoderIsNoMatterOnceAStoreIsMade() throws IOException {
    assumeTrue(JpegDecoder.TURBO.isPresent(), JpegDecoder.TURBO.absence());
    ReadOptions turbo = ReadOptions.DEFAULT.withDecoder(JpegDecoder.TURBO);
    Listener listener = new Listener();
    Runs.train(
        new Training.Request(
            store,
            whole,
            Runs.SETTINGS,
            OptionalInt.of(2),
            true,
            Optional.empty(),
            turbo,
            SaveSettings.DEFAULT),
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
    assertThatThrownBy(() -> Runs.train(request, new Listener()))
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
    Runs.train(
        new Training.Request(
            folder,
            directory.resolve("run"),
            Runs.settings(1, 16, 1),
            OptionalInt.of(2),
            true,
            Optional.of(whole),
            ReadOptions.DEFAULT,
            SaveSettings.DEFAULT),
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
            ReadOptions.DEFAULT,
            SaveSettings.DEFAULT);
    assertRefused(misfit, "the weights do not fit: conv1.weight");
  }
}
