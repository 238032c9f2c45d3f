package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alexnet.common.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderTest {
  private static final byte[] PICTURE = Fixtures.jpeg(20, 16, 3);

  private final Path data;

  FolderTest(@TempDir Path data) {
    this.data = data;
  }

  private static DataSet open(Path data) {
    return DataSet.open(data, 8, ReadOptions.DEFAULT);
  }

  private static List<String> names(ImageSet images) {
    return IntStream.range(0, images.size()).mapToObj(images::name).toList();
  }

  private static ImageSet split(DataSet data, String name) {
    return Objects.requireNonNull(data.splits().get(name));
  }

  private void put(String... names) {
    for (String name : names) {
      Fixtures.put(data.resolve(name), PICTURE);
    }
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> open(data))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void trainAndValAreTwoSplitsOfTheSameClasses() {
    DataSet set = open(Fixtures.dataSet(data));
    assertThat(set.kind()).isEqualTo(DataSet.Kind.FOLDER);
    assertThat(set.classes().names()).containsExactly("cat", "dog", "newt");
    assertThat(set.splits().keySet()).containsExactly("train", "val");
    assertThat(set.statistics()).isEmpty();
    assertThat(set.training().size()).isEqualTo(12);
    ImageSet val = split(set, "val");
    assertThat(names(val)).startsWith("val/cat/0.jpg", "val/cat/1.jpg", "val/dog/0.jpg");
    assertThat(IntStream.range(0, 6).map(val::label)).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(Fixtures.image(val.read(3)).pixels()).hasSize(8 * 8 * 3);
  }

  @Test
  void classDirectoriesAloneAreOneSplit() {
    put("b/1.jpg", "a/deep/er/2.PNG", "a/0.JPEG");
    DataSet set = open(data);
    assertThat(set.splits().keySet()).containsExactly("all");
    assertThat(names(set.training())).containsExactly("a/0.JPEG", "a/deep/er/2.PNG", "b/1.jpg");
  }

  @Test
  void aClassMayBeCalledTrain() {
    put("car/1.jpg", "train/2.jpg");
    assertThat(open(data).classes().names()).containsExactly("car", "train");
  }

  @Test
  void orderIsThatOfTheNamesBytes() {
    put("a/b.jpg", "a/B.jpg", "a/\u00e9.jpg", "a/\uff5e.jpg", "a/\ud83d\ude00.jpg", "a/z.jpg");
    put("a/sub/x.jpg", "a/sub-1/x.jpg", "Z/1.jpg", "a-b/1.jpg");
    DataSet set = open(data);
    assertThat(set.classes().names()).containsExactly("Z", "a", "a-b");
    assertThat(names(set.training()))
        .containsExactly(
            "Z/1.jpg",
            "a/B.jpg",
            "a/b.jpg",
            "a/sub-1/x.jpg",
            "a/sub/x.jpg",
            "a/z.jpg",
            "a/\u00e9.jpg",
            "a/\uff5e.jpg",
            "a/\ud83d\ude00.jpg",
            "a-b/1.jpg");
  }

  @Test
  void hiddenFilesAreSkipped() {
    put("a/1.jpg", "b/1.jpg", "a/.2.jpg", "a/.thumbs/3.jpg", ".git/x/4.jpg");
    assertThat(names(open(data).training())).containsExactly("a/1.jpg", "b/1.jpg");
  }

  @Test
  void aDirectoryWithAnImagesNameIsADirectory() throws IOException {
    put("a/1.jpg", "b/1.jpg", "b/album.jpg/2.jpg");
    Files.createDirectory(data.resolve("a/2.JPEG"));
    assertThat(names(open(data).training()))
        .containsExactly("a/1.jpg", "b/1.jpg", "b/album.jpg/2.jpg");
  }

  @Test
  void aPipeIsNeverOpened() throws Exception {
    assumeTrue(File.separatorChar == '/', "has no named pipes");
    put("a/1.jpg", "b/1.jpg");
    Path pipe = data.resolve("a/2.jpg");
    Process process = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(process.waitFor()).isZero();
    assertThat(Fixtures.reason(open(data).training().read(1))).isEqualTo("not a regular file");
    assertThat(Fixtures.reason(Decoder.decode(pipe, ReadOptions.DEFAULT)))
        .isEqualTo("not a regular file");
  }

  @Test
  void linksInsideAreFollowedAndLoopsEnd() throws IOException {
    put("a/1.jpg", "b/deep/2.jpg");
    Files.createSymbolicLink(data.resolve("a/loop"), data.resolve("a"));
    Files.createSymbolicLink(data.resolve("a/toB"), data.resolve("b"));
    Files.createSymbolicLink(data.resolve("b/toA"), data.resolve("a"));
    Files.createSymbolicLink(data.resolve("a/self.jpg"), data.resolve("a/self.jpg"));
    Files.createSymbolicLink(data.resolve("b/9.jpg"), data.resolve("a/1.jpg"));
    ImageSet images = open(data).training();
    assertThat(names(images))
        .containsExactly(
            "a/1.jpg",
            "a/self.jpg",
            "a/toB/9.jpg",
            "a/toB/deep/2.jpg",
            "b/9.jpg",
            "b/deep/2.jpg",
            "b/toA/1.jpg",
            "b/toA/self.jpg");
    assertThat(Fixtures.reason(images.read(1))).isEqualTo("symbolic link that leads nowhere");
    assertThat(images.read(4)).isInstanceOf(Decoded.Ok.class);
  }

  @Test
  void linksThatLeaveTheDirectoryAreRefusedUnlessAskedFor(@TempDir Path elsewhere)
      throws IOException {
    put("a/1.jpg", "b/1.jpg");
    Path outside = Fixtures.put(elsewhere.resolve("x/secret.jpg"), PICTURE);
    Files.createSymbolicLink(data.resolve("a/2.jpg"), outside);
    Files.createSymbolicLink(data.resolve("a/3"), elsewhere.resolve("x"));
    ImageSet images = open(data).training();
    assertThat(names(images)).containsExactly("a/1.jpg", "a/2.jpg", "a/3", "b/1.jpg");
    String reason = "symbolic link that leaves the data directory; --follow-links allows such";
    assertThat(Fixtures.reason(images.read(1))).isEqualTo(reason);
    assertThat(Fixtures.reason(images.read(2))).isEqualTo(reason);

    ReadOptions following = ReadOptions.DEFAULT.withFollowLinks(true);
    ImageSet followed = DataSet.open(data, 8, following).training();
    assertThat(names(followed)).containsExactly("a/1.jpg", "a/2.jpg", "a/3/secret.jpg", "b/1.jpg");
    assertThat(followed.read(1)).isInstanceOf(Decoded.Ok.class);
    assertThat(followed.read(2)).isInstanceOf(Decoded.Ok.class);
  }

  @Test
  void aClassDirectoryThatIsALinkOutIsNamed(@TempDir Path elsewhere) throws IOException {
    put("a/1.jpg", "b/1.jpg");
    Files.createSymbolicLink(data.resolve("c"), elsewhere);
    assertRefused(data.resolve("c").toString(), "leaves the data directory");
  }

  @Test
  void aFileThatVanishesLaterIsRejected() throws IOException {
    put("a/1.jpg", "b/1.jpg");
    ImageSet images = open(data).training();
    Files.delete(data.resolve("a/1.jpg"));
    assertThat(Fixtures.reason(images.read(0))).isEqualTo("no such file");
  }

  @Test
  void whatIsNoDataSetIsRefusedInOneLine() throws IOException {
    assertRefused(data.toString(), "no class directories", "<class>/*.jpg");
    put("a/1.jpg");
    assertRefused("one class only", "\"a\"");
    Files.createDirectory(data.resolve("b"));
    assertRefused("\"b\" has no images", ".jpg, .jpeg");
    assertThatThrownBy(() -> open(data.resolve("a/1.jpg")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not a directory");
    assertThatThrownBy(() -> open(data.resolve("nowhere")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nowhere is not there");
    assertThatThrownBy(() -> DataSet.open(data, 0, ReadOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("image side");
  }

  @Test
  void aClassOnlyInValIsNamed() {
    Fixtures.dataSet(data);
    put("val/unicorn/1.jpg");
    assertRefused("\"unicorn\"", "val", "train");
  }

  @Test
  void validationMayBeSpeltOut() throws IOException {
    Fixtures.dataSet(data);
    Files.move(data.resolve("val"), data.resolve("validation"));
    ImageSet val = split(open(data), "val");
    assertThat(val.size()).isPositive();
    assertThat(val.name(0)).startsWith("validation/");
  }

  @Test
  void valMayLackAClass() throws IOException {
    Fixtures.dataSet(data);
    Files.delete(data.resolve("val/cat/0.jpg"));
    Files.delete(data.resolve("val/cat/1.jpg"));
    ImageSet val = split(open(data), "val");
    assertThat(IntStream.range(0, val.size()).map(val::label)).containsExactly(1, 1, 2, 2);
  }

  @Test
  void theFingerprintIsPinnedAndSeesNamesAndSizes() throws IOException {
    Fixtures.put(data.resolve("a/1.jpg"), new byte[3]);
    Fixtures.put(data.resolve("b/2.jpg"), new byte[4]);
    Files.createSymbolicLink(data.resolve("b/3.jpg"), data.resolve("nowhere"));
    // printf 'class\ta\nclass\tb\na/1.jpg\t3\nb/2.jpg\t4\nb/3.jpg\t-1\n' | sha256sum
    String pinned = "10ab9976bb46008d3e9db718d52754456518daeb1396dd7c178f315d75598b8e";
    assertThat(open(data).fingerprint()).isEqualTo(pinned);
    Fixtures.put(data.resolve("b/2.jpg"), new byte[5]);
    assertThat(open(data).fingerprint()).isNotEqualTo(pinned);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void namesThatAreNoTextAreListedAlikeInEveryLocale(String locale) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs file names of any bytes");
    put("a/1.jpg", "b/1.jpg");
    String script =
        "cp a/1.jpg \"$(printf 'a/\\303\\251.jpg')\"; cp a/1.jpg \"$(printf 'a/\\377.jpg')\"";
    Process shell = new ProcessBuilder("sh", "-c", script).directory(data.toFile()).start();
    assertThat(shell.waitFor()).isZero();
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            FolderListing.class.getName(),
            data.toString());
    child.environment().put("LC_ALL", locale);
    child.redirectErrorStream(true);
    Process java = child.start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output.lines())
        .as(output)
        .containsExactly("a/1.jpg true", "a/\\xFF.jpg true", "a/\u00e9.jpg true", "b/1.jpg true");
  }

  @Test
  void aSubsetHasTheImagesItWasGiven() {
    ImageSet all = open(Fixtures.dataSet(data)).training();
    ImageSet some = all.subset(new int[] {7, 0});
    assertThat(some.size()).isEqualTo(2);
    assertThat(some.side()).isEqualTo(8);
    assertThat(names(some)).containsExactly(all.name(7), all.name(0));
    assertThat(some.label(0)).isEqualTo(1);
    assertThat(Fixtures.image(some.read(0)).pixels())
        .isEqualTo(Fixtures.image(all.read(7)).pixels());
    assertThatThrownBy(() -> all.subset(new int[] {12}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
