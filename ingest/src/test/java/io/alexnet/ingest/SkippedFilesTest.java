package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.ingest.FolderLayout.Skipped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are images, and what is said of the others. */
class SkippedFilesTest {
  private static final byte[] PICTURE = Fixtures.jpeg(20, 16, 3);
  private static final byte[] TEXT = "BM, which is no bitmap".getBytes(StandardCharsets.US_ASCII);

  private final Path data;

  SkippedFilesTest(@TempDir Path data) {
    this.data = data;
    put("a/1.jpg", PICTURE);
    put("b/1.jpg", PICTURE);
  }

  private void put(String name, byte[] bytes) {
    Fixtures.put(data.resolve(name), bytes);
  }

  private DataSet open() {
    return DataSet.open(data, 8, ReadOptions.DEFAULT);
  }

  private List<Skipped> skipped() {
    return open().layout().skipped();
  }

  private static List<String> names(ImageSet images) {
    return IntStream.range(0, images.size()).mapToObj(images::name).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.jfif",
        "x.JPE",
        "x.jif",
        "x.JFIF",
        "x",
        "x.jpg?resize=640",
        "x.jpg_large",
        "photo.1",
        "x.PNG",
        "x.webp",
        "x.TIFF",
        "no ending at all",
        "x.mpo"
      })
  void anImageIsKnownByItsEndingOrElseByItsContent(String name) {
    put("b/" + name, PICTURE);
    DataSet set = open();
    assertThat(names(set.training())).containsExactly("a/1.jpg", "b/1.jpg", "b/" + name);
    assertThat(set.training().read(2)).isInstanceOf(Decoded.Ok.class);
    assertThat(set.layout().skipped()).isEmpty();
  }

  @Test
  void otherFilesAreCountedWithExamples() {
    for (int i = 0; i < 5; i++) {
      put("a/notes" + i + ".txt", TEXT);
    }
    put("b/page", TEXT);
    put("labels.csv", TEXT);
    assertThat(skipped())
        .containsExactly(
            new Skipped(
                "files of no image format",
                7,
                List.of("labels.csv", "a/notes0.txt", "a/notes1.txt")));
    assertThat(open().describe())
        .contains("2 classes (a, b)", "all 2 images", "skipped 7 files of no image format")
        .endsWith("(labels.csv, a/notes0.txt, a/notes1.txt, ...)")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.jpg.part", "x.jpg.crdownload", "x.jpg~", "film.THM"})
  void halfDownloadsAndCopiesAreNoImages(String name) {
    put("b/" + name, PICTURE);
    assertThat(skipped())
        .containsExactly(new Skipped("files of no image format", 1, List.of("b/" + name)));
  }

  @Test
  void imagesBesideTheClassDirectoriesAreCounted() {
    put("loose.jpg", PICTURE);
    put("other", PICTURE);
    assertThat(skipped())
        .containsExactly(
            new Skipped("images beside the class directories", 2, List.of("loose.jpg", "other")));
  }

  @Test
  void hiddenFilesAreCounted() {
    put("a/._1.jpg", TEXT);
    put("b/.x.jpg", PICTURE);
    put(".hidden.jpg", PICTURE);
    assertThat(skipped())
        .containsExactly(
            new Skipped("hidden files", 3, List.of(".hidden.jpg", "a/._1.jpg", "b/.x.jpg")));
  }

  @Test
  void whatSystemsLeaveIsSkippedQuietly() {
    String before = open().fingerprint();
    put("@eaDir/a/SYNOPHOTO_THUMB_M.jpg", PICTURE);
    put("a/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg", PICTURE);
    put("__MACOSX/a/._1.jpg", TEXT);
    put("#recycle/old.jpg", PICTURE);
    put("a/#recycle/old.jpg", PICTURE);
    put("$RECYCLE.BIN/old.jpg", PICTURE);
    put("lost+found/1.jpg", PICTURE);
    put(".ipynb_checkpoints/1.jpg", PICTURE);
    put("a/.ipynb_checkpoints/1-checkpoint.jpg", PICTURE);
    for (String file : List.of("Thumbs.db", ".DS_Store", "desktop.ini", "a/Thumbs.db")) {
      put(file, TEXT);
    }
    DataSet set = open();
    assertThat(set.classes().names()).containsExactly("a", "b");
    assertThat(set.fingerprint()).isEqualTo(before);
    assertThat(set.layout().skipped()).isEmpty();
  }

  @Test
  void anEndingOfAnImageIsTakenAtItsWord() {
    put("a/2.webp", TEXT);
    ImageSet images = open().training();
    assertThat(names(images)).containsExactly("a/1.jpg", "a/2.webp", "b/1.jpg");
    assertThat(images.read(1)).isInstanceOf(Decoded.Rejected.class);
  }
}
