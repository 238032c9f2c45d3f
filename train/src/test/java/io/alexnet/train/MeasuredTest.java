package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.train.Measured.Split;
import io.alexnet.train.Runs.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** No image that a network was trained on is measured unless it is asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MeasuredTest {
  private static final TrainSettings SETTINGS = Runs.settings(1, 16, 2012);

  @TempDir static Path shared;
  private Path photos = Path.of("");
  private Path undivided = Path.of("");
  private Path ofUndivided = Path.of("");
  private Path ofDivided = Path.of("");
  private Set<String> learned = Set.of();
  private Set<String> heldOut = Set.of();

  @BeforeAll
  void train() throws IOException {
    photos = Runs.folder(shared);
    undivided = photos.resolve("train");
    ofUndivided = shared.resolve("run");
    ofDivided = shared.resolve("divided");
    Runs.train(Runs.request(undivided, ofUndivided, SETTINGS), new Listener());
    Runs.train(Runs.request(photos, ofDivided, SETTINGS), new Listener());
    DataSet divided =
        DataSet.open(undivided, 72, ReadOptions.DEFAULT).withHeldOutValidation(0.1, 2012);
    learned = names(divided.training());
    heldOut = names(divided.validation().orElseThrow());
    assertThat(heldOut).hasSize(10);
  }

  private static Set<String> names(ImageSet images) {
    return IntStream.range(0, images.size())
        .mapToObj(images::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(target.getParent());
        Files.copy(path, target);
      }
    }
    return to;
  }

  private static DataSet open(Path data, Path run) {
    Checkpoint trained = Checkpoint.open(run);
    return DataSet.openFor(trained.classes(), data, 72, ReadOptions.DEFAULT);
  }

  private static Set<String> measured(Path data, Path run) {
    return names(Measured.byDefault(Checkpoint.open(run), open(data, run)).images());
  }

  private static Set<String> measured(Split split, Path data, Path run) {
    return names(Measured.of(split, Checkpoint.open(run), open(data, run)).images());
  }

  private static void assertRefused(Path data, Path run, String... words) {
    assertThatThrownBy(() -> measured(data, run))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining("--split");
  }

  /** A file with other bytes, and so many that nothing else has. */
  private static void add(Path file, Path like) throws IOException {
    Files.createDirectories(file.getParent());
    Files.copy(like, file);
    Files.write(file, new byte[17], StandardOpenOption.APPEND);
  }

  @Test
  void heldOutImagesAreFoundAgainAfterImagesWereAddedAndRemoved(@TempDir Path scratch)
      throws IOException {
    Path data = copy(undivided, scratch.resolve("data"));
    assertThat(measured(data, ofUndivided)).isEqualTo(heldOut);
    for (int i = 0; i < 20; i++) {
      add(data.resolve("ring/new%d.jpg".formatted(i)), data.resolve("ring/0001.jpg"));
    }
    assertThat(measured(data, ofUndivided))
        .containsAll(heldOut)
        .doesNotContainAnyElementsOf(learned);
    assertThat(measured(Split.VAL, data, ofUndivided)).isEqualTo(measured(data, ofUndivided));
    assertThat(measured(Split.TRAIN, data, ofUndivided))
        .containsAll(learned)
        .doesNotContainAnyElementsOf(heldOut);
    assertThat(measured(Split.ALL, data, ofUndivided)).hasSize(100);
    String one = heldOut.iterator().next();
    Files.delete(data.resolve(one));
    Files.delete(data.resolve(learned.iterator().next()));
    assertThat(measured(data, ofUndivided))
        .doesNotContain(one)
        .doesNotContainAnyElementsOf(learned)
        .hasSizeGreaterThanOrEqualTo(9);
  }

  @Test
  void heldOutImagesAreFoundAgainInAnotherDirectory(@TempDir Path scratch) throws IOException {
    copy(undivided, scratch.resolve("archive/Train"));
    Set<String> there = measured(scratch, ofUndivided);
    assertThat(there)
        .isEqualTo(
            heldOut.stream()
                .map(name -> "archive/Train/" + name)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void ofImagesDividedLaterOnlyTheHeldOutAreMeasured(@TempDir Path scratch) throws IOException {
    copy(undivided, scratch.resolve("train"));
    List<String> toVal = new ArrayList<>(List.copyOf(learned).subList(20, 60));
    toVal.add(heldOut.iterator().next());
    for (String name : toVal) {
      Path moved = scratch.resolve("val").resolve(name);
      Files.createDirectories(moved.getParent());
      Files.move(scratch.resolve("train").resolve(name), moved);
    }
    assertThat(measured(scratch, ofUndivided)).containsExactly("val/" + heldOut.iterator().next());
  }

  @Test
  void otherImagesOfTheSameNamesAreMeasuredAll(@TempDir Path scratch) throws IOException {
    Path test = copy(photos.resolve("val"), scratch.resolve("test"));
    DurableFiles.deleteTree(test.resolve("star"));
    Files.createDirectory(test.resolve("disc-empty"));
    assertThat(measured(test, ofUndivided)).hasSize(27);
    assertThat(measured(test, ofDivided)).hasSize(27);
  }

  @Test
  void imagesOfOneClassAreMeasuredWithTheirLabel(@TempDir Path scratch) throws IOException {
    copy(photos.resolve("val/star"), scratch.resolve("star"));
    DataSet one = open(scratch, ofUndivided);
    assertThat(one.classes().name(one.training().label(0))).isEqualTo("star");
    assertThat(measured(scratch, ofUndivided)).hasSize(3);
  }

  @Test
  void aClassThatTheNetworkDoesNotKnowIsNamed(@TempDir Path scratch) throws IOException {
    Path data = copy(photos.resolve("val"), scratch.resolve("data"));
    copy(photos.resolve("val/star"), data.resolve("unicorn"));
    assertThatThrownBy(() -> open(data, ofUndivided))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("\"unicorn\"", "not in the checkpoint", "10 classes");
  }

  @Test
  void aChangedStoreIsRefusedAndItsOwnIsDividedAsItWas(@TempDir Path scratch) throws IOException {
    Path data = copy(undivided, scratch.resolve("data"));
    Path store = Runs.store(data, scratch.resolve("store"));
    Path run = scratch.resolve("run");
    Runs.train(Runs.request(store, run, SETTINGS), new Listener());
    assertThat(measured(store, run)).isEqualTo(heldOut);
    assertThat(measured(data, run)).isEqualTo(heldOut);
    add(data.resolve("ring/new.jpg"), data.resolve("ring/0001.jpg"));
    assertRefused(data, run, "have the names");
    assertRefused(Runs.store(data, scratch.resolve("again")), run, "have the names");
    assertThat(measured(Split.VAL, data, run)).containsAll(heldOut).hasSizeLessThan(12);
  }

  @Test
  void aDivisionOfItsOwnIsMeasuredWhereverItIsAndTrainingImagesAreNot(@TempDir Path scratch)
      throws IOException {
    Path data = copy(photos, scratch.resolve("data"));
    add(data.resolve("train/ring/new.jpg"), data.resolve("train/ring/0001.jpg"));
    assertThat(measured(data, ofDivided)).hasSize(30).allMatch(name -> name.startsWith("val/"));
    assertThat(measured(data.resolve("val"), ofDivided)).hasSize(30);
    assertRefused(data.resolve("train"), ofDivided, "was trained on");
    assertThat(measured(Split.ALL, data.resolve("train"), ofDivided)).hasSize(81);
  }

  @Test
  void testImagesAreMeasuredOnRequestOnly(@TempDir Path scratch) throws IOException {
    Path data = copy(photos, scratch.resolve("data"));
    copy(photos.resolve("val/ring"), data.resolve("Test/ring"));
    assertThat(measured(data, ofDivided)).allMatch(name -> name.startsWith("val/"));
    assertThat(measured(Split.TEST, data, ofDivided))
        .hasSize(3)
        .allMatch(name -> name.startsWith("Test/ring/"));
    assertThatThrownBy(() -> measured(Split.TEST, photos, ofDivided))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no test images but train and val");
  }

  @Test
  void aCheckpointOfBeforeThatDoesNotSayIsTrustedWithTheSameDataOnly(@TempDir Path scratch)
      throws IOException {
    Path run = copy(ofUndivided.resolve("checkpoints/last").toRealPath(), scratch.resolve("old"));
    Path state = run.resolve("state.json");
    String text = Files.readString(state);
    int from = text.indexOf("  \"trained_on\"");
    Files.writeString(
        state, text.substring(0, from) + text.substring(text.indexOf("  \"source\"", from)));
    Files.writeString(
        run.resolve("SHA256SUMS"),
        "%s  model.safetensors\n%s  state.json\n"
            .formatted(
                DurableFiles.sha256(run.resolve("model.safetensors")), DurableFiles.sha256(state)));
    assertThat(measured(undivided, run)).isEqualTo(heldOut);
    assertThat(measured(photos, run)).allMatch(name -> name.startsWith("val/"));
    Path data = copy(undivided, scratch.resolve("data"));
    add(data.resolve("ring/new.jpg"), data.resolve("ring/0001.jpg"));
    assertRefused(data, run, "does not say");
    assertThat(measured(Split.ALL, data, run)).hasSize(81);
  }
}
