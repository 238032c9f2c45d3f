package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.network.Preset;
import io.alexnet.train.Runs.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run goes on with the data and the settings it had, or says what is different. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameRunTest {
  private static final TrainSettings SETTINGS = Runs.settings(1, 16, 2012);

  @TempDir static Path shared;
  private Path folder = Path.of("");
  private Path run = Path.of("");
  private List<String> trained = List.of();

  @BeforeAll
  void train() throws IOException {
    folder = Runs.folder(shared);
    run = shared.resolve("run");
    Runs.train(Runs.request(folder, run, SETTINGS), new Listener());
    trained = Runs.digests(run);
  }

  private void assertRefused(Training.Request request, String difference) throws IOException {
    assertThatThrownBy(() -> Runs.train(request, new Listener()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot go on")
        .hasMessageContaining(difference)
        .hasMessageNotContaining("\n");
    assertThat(Runs.digests(run)).isEqualTo(trained);
  }

  @Test
  void anEditedAnAddedARemovedAndARenamedFileAreNoticed(@TempDir Path directory)
      throws IOException {
    Path other = Runs.folder(directory);
    Path file = other.resolve("train/disc/0003.jpg");
    Path renamed = file.resolveSibling("9999.jpg");
    byte[] bytes = Files.readAllBytes(file);
    Training.Request request = Runs.request(other, run, SETTINGS);
    assertThat(Runs.train(request, new Listener()).stopped()).isFalse();

    Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
    assertRefused(request, "data set fingerprint");
    Files.write(file, bytes);
    Files.copy(file, renamed);
    assertRefused(request, "data set fingerprint");
    Files.delete(file);
    assertRefused(request, "data set fingerprint");
    Files.delete(renamed);
    assertRefused(request, "data set fingerprint");
    Files.write(file, bytes);
    assertThat(Runs.train(request, new Listener()).stopped()).isFalse();
  }

  @Test
  void aPictureEditedInPlaceIsSaidOfAFolderAndRefusedInAStore(@TempDir Path directory)
      throws IOException {
    Path other = Runs.folder(directory);
    Path fromFolder = directory.resolve("of-folder");
    Path fromStore = directory.resolve("of-store");
    Path store = Runs.store(other, directory.resolve("store"));
    Runs.train(Runs.request(other, fromFolder, SETTINGS), new Listener());
    Runs.train(Runs.request(store, fromStore, SETTINGS), new Listener());

    Path file = other.resolve("train/disc/0003.jpg");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));

    Listener listener = new Listener();
    Runs.train(Runs.request(other, fromFolder, SETTINGS), listener);
    assertThat(listener.notes)
        .anyMatch(
            note -> note.startsWith("1 of the pictures") && note.contains("train/disc/0003.jpg"));
    assertThat(listener.events).extracting(Journal.Entry::event).contains("data-newer");
    Path again = Runs.store(other, directory.resolve("again"));
    assertThatThrownBy(() -> Runs.train(Runs.request(again, fromStore, SETTINGS), new Listener()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("contents: ");
  }

  @Test
  void anotherListOfClassesIsNamed(@TempDir Path directory) throws IOException {
    Path other = Runs.folder(directory);
    for (String split : List.of("train", "val")) {
      Files.move(other.resolve(split + "/star"), other.resolve(split + "/sun"));
    }
    assertRefused(Runs.request(other, run, SETTINGS), "gone: star; new: sun;");
    DurableFiles.deleteTree(other.resolve("train/sun"));
    DurableFiles.deleteTree(other.resolve("val/sun"));
    assertRefused(Runs.request(other, run, SETTINGS), "gone: star; new: none;");
  }

  @Test
  void aStoreInTheFoldersPlaceIsNamed(@TempDir Path directory) throws IOException {
    Path store = Runs.store(folder, directory.resolve("store"));
    assertRefused(Runs.request(store, run, SETTINGS), "kind: \"folder\" then, \"store\" now");
  }

  static Stream<Arguments> otherSettings() {
    AugmentSettings augment = SETTINGS.augment();
    OptimiserSettings optimiser = SETTINGS.optimiser();
    NetworkSettings network = SETTINGS.network();
    return Stream.of(
        Arguments.of("seed: 2012 then, 3 now", with(network, augment, optimiser, 0.1, 3)),
        Arguments.of("validation_share: 0.1", with(network, augment, optimiser, 0.2, 2012)),
        Arguments.of("optimiser.batch_size: 16", Runs.settings(1, 8, 2012)),
        Arguments.of(
            "optimiser.learning_rate: 0.01",
            with(network, augment, optimiser.with(1, 0.02), 0.1, 2012)),
        Arguments.of(
            "augment.crop: true",
            with(
                network,
                new AugmentSettings(
                    false, true, augment.colourNoise(), 0.1, augment.mean(), augment.scale()),
                optimiser,
                0.1,
                2012)),
        Arguments.of(
            "augment.noise_strength: 0.1",
            with(
                network,
                new AugmentSettings(
                    true, true, augment.colourNoise(), 0.2, augment.mean(), augment.scale()),
                optimiser,
                0.1,
                2012)),
        Arguments.of(
            "network.dropout: 0.5", with(network.withDropout(0.4), augment, optimiser, 0.1, 2012)),
        Arguments.of(
            "network.preset: \"mini\" then",
            with(NetworkSettings.of(Preset.CIFAR), augment, optimiser, 0.1, 2012)));
  }

  private static TrainSettings with(
      NetworkSettings network,
      AugmentSettings augment,
      OptimiserSettings optimiser,
      double share,
      long seed) {
    return new TrainSettings(network, augment, optimiser, share, seed);
  }

  @ParameterizedTest
  @MethodSource("otherSettings")
  void anotherSettingIsNamed(String difference, TrainSettings other) throws IOException {
    assertRefused(Runs.request(folder, run, other), difference);
  }

  @Test
  void otherReadingIsNamed() throws IOException {
    ReadOptions turned = ReadOptions.DEFAULT.withApplyExifOrientation(true);
    assertRefused(
        new Training.Request(
            folder,
            run,
            SETTINGS,
            OptionalInt.of(2),
            true,
            Optional.empty(),
            turned,
            SaveSettings.DEFAULT),
        "exif_orientation: false then, true now");
  }

  @Test
  void anotherNumberOfArithmeticThreadsIsWarnedOf(@TempDir Path directory) throws IOException {
    Path other = directory.resolve("run");
    Runs.train(Runs.request(folder, other, SETTINGS), new Listener());
    Path checkpoint = other.resolve("checkpoints/last").toRealPath();
    Path state = checkpoint.resolve("state.json");
    String text = Files.readString(state);
    Files.writeString(
        state, text.replaceFirst("\"arithmetic_threads\" : \\d+", "\"arithmetic_threads\" : 77"));
    Files.writeString(
        checkpoint.resolve("SHA256SUMS"),
        "%s  model.safetensors\n%s  state.json\n"
            .formatted(
                DurableFiles.sha256(checkpoint.resolve("model.safetensors")),
                DurableFiles.sha256(state)));
    Listener listener = new Listener();
    Runs.train(Runs.request(folder, other, Runs.settings(2, 16, 2012)), listener);
    assertThat(listener.notes)
        .anyMatch(note -> note.contains("last bits may differ") && note.contains("77"));
    assertThat(Journal.read(other)).extracting(Journal.Entry::event).contains("environment");
  }
}
