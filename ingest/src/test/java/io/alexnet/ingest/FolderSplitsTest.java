package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which directories of a folder are splits, and which are classes. */
class FolderSplitsTest {
  private static final byte[] PICTURE = Fixtures.jpeg(20, 16, 3);

  private final Path data;

  FolderSplitsTest(@TempDir Path data) {
    this.data = data;
  }

  private DataSet open() {
    return DataSet.open(data, 8, ReadOptions.DEFAULT);
  }

  private static List<String> names(ImageSet images) {
    return IntStream.range(0, images.size()).mapToObj(images::name).toList();
  }

  private static List<String> names(DataSet data, String split) {
    return names(Objects.requireNonNull(data.splits().get(split)));
  }

  private void put(String... names) {
    for (String name : names) {
      Fixtures.put(data.resolve(name), PICTURE);
    }
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(this::open)
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "train, val, test",
    "Train, Val, Test",
    "TRAINING, VALIDATION, TESTING",
    "training_set, valid, test_set",
    "Training Data, dev, test1",
    "seg_train, eval, seg_test",
    "train2017, val2017, test2017",
    "ILSVRC2012_img_train, ILSVRC2012_img_val, ILSVRC2012_img_test",
    "Training, PublicTest, PrivateTest",
    "train-images, Validation-Set, test.images"
  })
  void splitsAreKnownByTheirNamesInUse(String train, String val, String test) {
    for (String split : List.of(train, val, test)) {
      put(split + "/cat/1.jpg", split + "/dog/1.jpg");
    }
    DataSet set = open();
    assertThat(set.classes().names()).containsExactly("cat", "dog");
    assertThat(set.splits().keySet()).containsExactly("train", "val", "test");
    assertThat(names(set, "train")).containsExactly(train + "/cat/1.jpg", train + "/dog/1.jpg");
    assertThat(names(set, "val")).containsExactly(val + "/cat/1.jpg", val + "/dog/1.jpg");
    assertThat(names(set, "test")).containsExactly(test + "/cat/1.jpg", test + "/dog/1.jpg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train station", "valley", "tests of time", "tram", "devil", "trainer"})
  void otherNamesAreClasses(String name) {
    put(name + "/1.jpg", "z/1.jpg");
    assertThat(open().classes().names()).containsExactly(name, "z");
  }

  @Test
  void directoriesAroundTheSplitsAreLookedInto() {
    put("archive/data/train/a/1.jpg", "archive/data/train/b/1.jpg", "archive/data/val/a/2.jpg");
    Fixtures.put(data.resolve("archive/labels/notes.txt"), new byte[3]);
    Fixtures.put(data.resolve("README.md"), new byte[3]);
    DataSet set = open();
    assertThat(names(set, "train"))
        .containsExactly("archive/data/train/a/1.jpg", "archive/data/train/b/1.jpg");
    assertThat(set.layout().directories()).containsEntry("val", "archive/data/val");
  }

  @Test
  void aSplitInsideItselfIsTheSplit() {
    put("seg_train/seg_train/a/1.jpg", "seg_train/seg_train/b/1.jpg");
    put("seg_test/seg_test/a/1.jpg", "seg_pred/seg_pred/9.jpg");
    DataSet set = open();
    assertThat(set.classes().names()).containsExactly("a", "b");
    assertThat(names(set, "test")).containsExactly("seg_test/seg_test/a/1.jpg");
    assertThat(set.describe()).contains("skipped 1 image without labels (seg_pred/");
  }

  @Test
  void withoutValTrainCanBeDividedAndTestStaysAsItIs() {
    put("train/a/1.jpg", "train/a/2.jpg", "train/b/1.jpg", "train/b/2.jpg", "test/a/1.jpg");
    DataSet divided = open().withHeldOutValidation(0.5, 1);
    assertThat(divided.splits().keySet()).containsExactly("train", "val", "test");
    assertThat(names(divided, "val")).hasSize(2).allMatch(name -> name.startsWith("train/"));
    assertThat(names(divided, "test")).containsExactly("test/a/1.jpg");
  }

  @Test
  void testIsNoPartOfTheFingerprintNorOfAStore() {
    put("train/a/1.jpg", "train/b/1.jpg", "val/a/1.jpg");
    String fingerprint = open().fingerprint();
    put("test/a/1.jpg");
    DataSet set = open();
    assertThat(set.fingerprint()).isEqualTo(fingerprint);
    assertThat(set.withoutTest().splits().keySet()).containsExactly("train", "val");
  }

  @Test
  void aTestSplitThatCannotBeLabelledHindersNothing() {
    put("train/a/1.jpg", "train/b/1.jpg", "test/1.jpg", "test/2.jpg");
    assertThat(open().splits().keySet()).containsExactly("train");
    assertThat(open().describe()).contains("2 images beside the class directories (test/1.jpg");
    put("test/c/1.jpg");
    assertThat(open().splits().keySet()).containsExactly("train");
    assertThat(open().describe()).contains("1 image in test/, which has a class of its own, \"c\"");
  }

  @Test
  void aClassCalledTrainHidesNoOther() {
    put("bus/1.jpg", "car/1.jpg", "train/day/1.jpg", "train/night/1.jpg");
    assertRefused("two ways", "train/", "bus/ and car/");
  }

  @Test
  void aClassCalledTrainWithItsImagesDirectlyIsAClass() {
    put("bus/1.jpg", "car/1.jpg", "Train/1.jpg");
    assertThat(open().classes().names()).containsExactly("Train", "bus", "car");
  }

  @ParameterizedTest
  @ValueSource(strings = {"test/1.jpg", "val/cat/1.jpg", "valid/x/1.jpg", "TEST/cat/1.jpg"})
  void aSplitBesideClassesIsRefusedWithBothReadings(String odd) {
    put("cat/1.jpg", "dog/1.jpg", odd);
    assertRefused("two ways", odd.substring(0, odd.indexOf('/') + 1), "cat/ and dog/");
  }

  @Test
  void directoriesBesideTheSplitsAreNamedIfTheyHoldNoImages() {
    put("train/a/1.jpg", "train/b/1.jpg", "val/a/1.jpg");
    Fixtures.put(data.resolve("labels/all.csv"), new byte[3]);
    put("set/train/a/1.jpg", "set/val/a/1.jpg");
    DataSet set = open();
    assertThat(set.training().size()).isEqualTo(2);
    assertThat(set.describe()).contains("2 directories beside the splits (labels/, set/)");
  }

  @Test
  void splitsWithoutTrainAreNoClasses() {
    put("valid/a/1.jpg", "test/a/1.jpg", "test/b/1.jpg");
    assertRefused("valid/ and test/", "no train/", "to evaluate it");
  }

  @Test
  void splitsWithoutClassDirectoriesAreNoClasses() {
    put("train/cat.1.jpg", "train/dog.1.jpg", "test/1.jpg");
    assertRefused(data.resolve("train").toString(), "no class directories");
  }

  @Test
  void twoDirectoriesForOneSplitAreRefused() {
    put("train/a/1.jpg", "train/b/1.jpg", "val/a/1.jpg", "validation/a/1.jpg");
    assertRefused("val/ and validation/", "move all but one");
  }

  @Test
  void valWithoutClassDirectoriesSaysSo() {
    put("train/a/1.jpg", "train/b/1.jpg", "val/ILSVRC2012_val_00000001.JPEG");
    assertRefused(data.resolve("val") + " holds no class directories", "held out");
  }

  @Test
  void namesThatLookTheSameAreRefused() {
    put("train/caf\u00e9/1.jpg", "train/dog/1.jpg", "val/cafe\u0301/1.jpg");
    assertRefused("cafe\u0301", "NFC", "NFD", "val");
    put("train/cafe\u0301/1.jpg");
    assertRefused("twice", "NFC", "NFD");
  }

  @Test
  void theOnlyDirectoryMayHoldTheClasses() {
    put("flowers/rose/1.jpg", "flowers/tulip/1.jpg");
    assertRefused("one class only", "\"flowers\"", "name " + data.resolve("flowers"));
  }

  @Test
  void aRunAndAStoreInsideAreNoClasses() throws Exception {
    put("cat/1.jpg", "dog/1.jpg");
    String fingerprint = open().fingerprint();
    Path run = data.resolve("runs/mine");
    Fixtures.put(run.resolve("config.yml"), new byte[1]);
    Fixtures.put(run.resolve("journal.jsonl"), new byte[1]);
    Fixtures.put(run.resolve("checkpoints/01-2/model.safetensors"), new byte[1]);
    Fixtures.put(data.resolve("store/manifest.json"), new byte[1]);
    Fixtures.put(data.resolve("store/manifest.json.sha256"), new byte[1]);
    DataSet set = open();
    assertThat(set.classes().names()).containsExactly("cat", "dog");
    assertThat(set.fingerprint()).isEqualTo(fingerprint);
    assertThat(set.describe()).contains("1 run (runs/mine)", "1 prepared store (store)");
    Files.createDirectory(data.resolve("empty"));
    assertRefused("\"empty\" has no images", "move it out of the data");
  }
}
