package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data directories that somebody tampered with, before or after they were listed. */
class FolderHostileTest {
  private static final byte[] PICTURE = Fixtures.jpeg(20, 16, 3);
  private static final String LEAVES =
      "symbolic link that leaves the data directory; --follow-links allows such";

  private final Path data;
  private final Path elsewhere;

  FolderHostileTest(@TempDir Path data, @TempDir Path elsewhere) {
    this.data = data;
    this.elsewhere = elsewhere;
  }

  @BeforeEach
  void twoClasses() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs its kinds of files");
    put(data, "a/1.jpg", "b/1.jpg");
  }

  private static void put(Path root, String... names) {
    for (String name : names) {
      Fixtures.put(root.resolve(name), PICTURE);
    }
  }

  private ImageSet open(ReadOptions options) {
    return DataSet.open(data, 8, options).training();
  }

  private ImageSet open() {
    return open(ReadOptions.DEFAULT);
  }

  private static List<String> names(ImageSet images) {
    return IntStream.range(0, images.size()).mapToObj(images::name).toList();
  }

  private static void shell(Path directory, String script) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", script).directory(directory.toFile()).start();
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void whatIsNoFileIsNeverOpenedEvenIfItTakesAFilesPlace() throws Exception {
    put(data, "a/2.jpg", "a/3.jpg", "a/4.jpg");
    ImageSet images = open(ReadOptions.DEFAULT.withFollowLinks(true));
    shell(
        data, "cd a; rm 1.jpg 2.jpg 3.jpg 4.jpg; mkfifo 1.jpg; ln -s /dev/zero 2.jpg; mkdir 3.jpg");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(data.resolve("a/4.jpg")));
      for (int index = 0; index < 4; index++) {
        assertThat(Fixtures.reason(images.read(index))).isEqualTo("not a regular file");
      }
      ImageSet anew = open(ReadOptions.DEFAULT.withFollowLinks(true));
      assertThat(names(anew)).containsExactly("a/1.jpg", "a/2.jpg", "a/4.jpg", "b/1.jpg");
      for (int index = 0; index < 3; index++) {
        assertThat(Fixtures.reason(anew.read(index))).isEqualTo("not a regular file");
      }
    }
  }

  @Test
  void aFileOfTheKernelThatWouldWaitIsNotRead() throws Exception {
    Files.createSymbolicLink(data.resolve("a/2.jpg"), Path.of("/proc/kmsg"));
    ImageSet images = open(ReadOptions.DEFAULT.withFollowLinks(true));
    assertThat(Fixtures.reason(images.read(1))).isEqualTo("empty file");
  }

  @Test
  void aLinkThatTakesAFilesPlaceIsHeldToTheSameRule() throws Exception {
    put(data, "a/deep/2.jpg");
    put(elsewhere, "1.jpg", "2.jpg");
    ImageSet images = open();
    ImageSet following = open(ReadOptions.DEFAULT.withFollowLinks(true));
    Files.delete(data.resolve("a/1.jpg"));
    Files.createSymbolicLink(data.resolve("a/1.jpg"), elsewhere.resolve("1.jpg"));
    Files.delete(data.resolve("a/deep/2.jpg"));
    Files.delete(data.resolve("a/deep"));
    Files.createSymbolicLink(data.resolve("a/deep"), elsewhere);
    assertThat(Fixtures.reason(images.read(0))).isEqualTo(LEAVES);
    assertThat(Fixtures.reason(images.read(1))).isEqualTo(LEAVES);
    assertThat(following.read(0)).isInstanceOf(Decoded.Ok.class);
    assertThat(following.read(1)).isInstanceOf(Decoded.Ok.class);
  }

  @Test
  void aSplitThatIsALinkOutIsRefusedUnlessAskedFor() throws IOException {
    put(elsewhere, "train/a/1.jpg", "train/b/1.jpg", "val/a/1.jpg");
    Path root = Files.createDirectory(data.resolve("c"));
    Files.createSymbolicLink(root.resolve("train"), elsewhere.resolve("train"));
    Files.createSymbolicLink(root.resolve("val"), elsewhere.resolve("val"));
    assertThatThrownBy(() -> DataSet.open(root, 8, ReadOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage(root.resolve("train") + " is a " + LEAVES);
    assertThat(DataSet.open(root, 8, ReadOptions.DEFAULT.withFollowLinks(true)).splits().keySet())
        .containsExactly("train", "val");
  }

  @Test
  void aClassOrSplitThatIsALinkToNothingIsNotSilentlyLost() throws IOException {
    Files.createSymbolicLink(data.resolve("c"), elsewhere.resolve("gone"));
    assertThatThrownBy(this::open)
        .isInstanceOf(UserException.class)
        .hasMessage(data.resolve("c") + " is a symbolic link that leads nowhere");
    Path root = elsewhere.resolve("root");
    put(root, "train/a/1.jpg", "train/b/1.jpg");
    Files.createSymbolicLink(root.resolve("val"), elsewhere.resolve("gone"));
    assertThatThrownBy(() -> DataSet.open(root, 8, ReadOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage(root.resolve("val") + " is a symbolic link that leads nowhere");
  }

  @Test
  void aFileThatIsCutOrGrowsAfterTheListingIsAValue() throws Exception {
    put(data, "a/2.jpg", "a/3.jpg");
    ImageSet images = open();
    Files.write(data.resolve("a/1.jpg"), new byte[0]);
    shell(data, "truncate -s 60 a/2.jpg; cat b/1.jpg b/1.jpg > a/3.jpg");
    assertThat(Fixtures.reason(images.read(0))).isEqualTo("empty file");
    assertThat(Fixtures.reason(images.read(1))).startsWith("damaged");
    assertThat(images.read(2)).isInstanceOf(Decoded.Ok.class);
  }

  @Test
  void aFileThatChangesWhileItIsReadIsAPictureOrAReason() throws Exception {
    ImageSet images = open();
    String loop =
        "while :; do truncate -s 100 1.jpg; cat ../b/1.jpg > 1.jpg; cat ../b/1.jpg >> 1.jpg;"
            + " rm 1.jpg; cat ../b/1.jpg > 1.jpg; done";
    Process writer =
        new ProcessBuilder("sh", "-c", loop).directory(data.resolve("a").toFile()).start();
    try {
      int read = 0;
      int rejected = 0;
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
      while ((read < 20 || rejected < 20) && System.nanoTime() < end) {
        Decoded decoded = images.read(0);
        read += decoded instanceof Decoded.Ok ? 1 : 0;
        rejected += decoded instanceof Decoded.Rejected ? 1 : 0;
      }
      assertThat(read).isPositive();
      assertThat(rejected).isPositive();
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  @Test
  void namesOfAnyBytesHaveOneOrderAndOneLineEach() throws Exception {
    String longest = "x".repeat(251) + ".jpg";
    shell(
        data.resolve("a"),
        "cp 1.jpg ./-rf.jpg; cp 1.jpg \"$(printf 'n\\nl\\033[2J.jpg')\"; cp 1.jpg "
            + longest
            + "; cp 1.jpg \"$(printf '\\377.jpg')\"; cp 1.jpg '\\xFF.jpg'"
            + "; cp 1.jpg \"$(printf 'e\\314\\201.jpg')\"; cp 1.jpg \"$(printf '\\303\\251.jpg')\"");
    ImageSet images = open();
    assertThat(names(images))
        .containsExactly(
            "a/-rf.jpg",
            "a/1.jpg",
            "a/\\xFF.jpg",
            "a/\\xFF.jpg",
            "a/e\u0301.jpg",
            "a/n\nl\u001b[2J.jpg",
            "a/" + longest,
            "a/\u00e9.jpg",
            "b/1.jpg");
    for (int index = 0; index < images.size(); index++) {
      assertThat(images.read(index)).isInstanceOf(Decoded.Ok.class);
    }
    assertThat(new Rejection(images.name(5), "why")).hasToString("a/n\\u000al\\u001b[2J.jpg (why)");
    assertThat(new Rejection("\u202e\u009b", "why")).hasToString("\\u202e\\u009b (why)");
  }

  /** A process of the superuser may read anything unless that right is taken from it. */
  @Test
  void aFileThatMayNotBeReadIsRejected() throws Exception {
    shell(data, "cp a/1.jpg a/2.jpg; chmod 0000 a/2.jpg");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set=-all",
                "--inh-caps=-all",
                java,
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                FolderListing.class.getName(),
                data.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output.lines())
        .as(output)
        .containsExactly("a/1.jpg true", "a/2.jpg false", "b/1.jpg true");
  }
}
