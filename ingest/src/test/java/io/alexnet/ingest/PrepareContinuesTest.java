package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupted preparation goes on where it was, and nothing in its store tells. */
class PrepareContinuesTest {
  private static final int SIDE = 16;
  private static final int RECORD = SIDE * SIDE * 3;
  private static final int IMAGES = 18;

  /** Room for five images: train has three shards, of 5, 5 and 1, val two. */
  private static final long SMALL_SHARD = 32 + 5 * RECORD;

  private final Path data;
  private final Path out;
  private final Path partial;
  private final Map<String, byte[]> uninterrupted;

  PrepareContinuesTest(@TempDir Path directory) throws IOException {
    data = Fixtures.dataSet(directory.resolve("data"));
    Fixtures.put(data.resolve("train/dog/2.jpg"), new byte[0]);
    Fixtures.put(data.resolve("val/newt/1.jpg"), new byte[0]);
    out = directory.resolve("store");
    partial = directory.resolve(".store.partial");
    Path whole = directory.resolve("whole");
    prepare(folder(), whole, 2, new Heard());
    uninterrupted = files(whole);
  }

  private DataSet folder() {
    return DataSet.open(data, SIDE, ReadOptions.DEFAULT);
  }

  private static Prepare.Report prepare(DataSet source, Path out, int threads, Heard heard) {
    try (OrderedWorkers workers = new OrderedWorkers(threads, "test")) {
      return new Prepare(source, DamageLimits.DEFAULT, workers, heard, SMALL_SHARD, Duration.ZERO)
          .run(out);
    }
  }

  private static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.toList()) {
        files.put(path.toFile().getName(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  /** What a run said of itself; may end it. */
  private static final class Heard implements PrepareListener {
    private final int stopAt;
    private final int dieAt;
    private final List<String> continued = new ArrayList<>();
    private int images;

    private Heard(int stopAt, int dieAt) {
      this.stopAt = stopAt;
      this.dieAt = dieAt;
    }

    Heard() {
      this(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    static Heard stoppingAt(int image) {
      return new Heard(image, Integer.MAX_VALUE);
    }

    /** Leaves everything as it is, as the end of a process would. */
    static Heard dyingAt(int image) {
      return new Heard(Integer.MAX_VALUE, image);
    }

    @Override
    public void at(String what, long done, long total) {
      assertThat(what).isEqualTo("verifying what is there");
    }

    @Override
    public void continuing(int there, int lost, int total) {
      assertThat(total).isEqualTo(IMAGES);
      continued.add("%d there, %d lost".formatted(there, lost));
    }

    @Override
    public void image(int done, int leftOut, int total) {
      images++;
      if (done == dieAt) {
        throw new IllegalStateException("died");
      }
    }

    @Override
    public boolean stopRequested() {
      return images >= stopAt;
    }
  }

  @Test
  void whatItWasBegunWithIsKnown() throws IOException {
    assertThat(Prepare.begunWith(out)).isEmpty();
    prepare(folder(), out, 2, Heard.stoppingAt(7));
    assertThat(Prepare.begunWith(out)).contains(JpegDecoder.JAVA);
    Files.writeString(partial.resolve("progress.json"), "{}");
    assertThat(Prepare.begunWith(out)).as("damaged").isEmpty();
  }

  private void assertFinishes(int threads, Heard heard) throws IOException {
    Prepare.Report report = prepare(folder(), out, threads, heard);
    assertThat(report.complete()).isTrue();
    assertThat(report.images()).isEqualTo(16);
    assertThat(report.rejected())
        .containsExactly(
            new Rejection("train/dog/2.jpg", "empty file"),
            new Rejection("val/newt/1.jpg", "empty file"));
    Map<String, byte[]> files = files(out);
    assertThat(files.keySet()).isEqualTo(uninterrupted.keySet());
    files.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(uninterrupted.get(name)));
    assertThat(partial).doesNotExist();
  }

  private void stopAfter(int images) {
    Prepare.Report report = prepare(folder(), out, 2, Heard.stoppingAt(images));
    assertThat(report.complete()).isFalse();
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, 7, 11, 12, 13, 16, 17})
  void aStoppedRunIsGoneOnWithAtTheVeryImage(int images) throws IOException {
    stopAfter(images);
    Heard heard = new Heard();
    assertFinishes(2, heard);
    assertThat(heard.continued).containsExactly(images + " there, 0 lost");
    assertThat(heard.images).isEqualTo(IMAGES - images);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aDeadRunIsGoneOnWithWhereverItDied(int threads) throws IOException {
    for (int at = 1; at <= IMAGES; at++) {
      Heard dying = Heard.dyingAt(at);
      assertThatThrownBy(() -> prepare(folder(), out, threads, dying)).hasMessage("died");
      assertThat(out).doesNotExist();
      assertFinishes(threads, new Heard());
      DurableFiles.deleteTree(out);
    }
  }

  @Test
  void aRunMayBeStoppedAfterEveryImage() throws IOException {
    for (int image = 1; image < IMAGES; image++) {
      stopAfter(1);
    }
    Heard heard = new Heard();
    assertFinishes(1, heard);
    assertThat(heard.continued).containsExactly("17 there, 0 lost");
  }

  @Test
  void theReportTellsThisRunFromTheEarlier() {
    stopAfter(8);
    Prepare.Report report = prepare(folder(), out, 2, new Heard());
    assertThat(report.earlier()).isEqualTo(7);
    assertThat(report.imagesPerSecond()).isPositive().isEqualTo(9 / report.seconds());
  }

  @Test
  void imagesAfterADamagedShardAreMadeAnew() throws IOException {
    stopAfter(13);
    flip(partial.resolve("store/train-00001.a16"), 32 + 3 * RECORD);
    Heard heard = new Heard();
    assertFinishes(2, heard);
    assertThat(heard.continued).containsExactly("5 there, 8 lost");
  }

  @Test
  void aDamagedLastShardIsMadeAnew() throws IOException {
    stopAfter(9);
    flip(partial.resolve("store/train-00001.a16"), 40);
    Heard heard = new Heard();
    assertFinishes(2, heard);
    assertThat(heard.continued).containsExactly("5 there, 4 lost");
  }

  @Test
  void aShardThatThePowerCutShortIsMadeAnew() throws IOException {
    stopAfter(9);
    Path shard = partial.resolve("store/train-00001.a16");
    try (FileChannel channel = FileChannel.open(shard, StandardOpenOption.WRITE)) {
      channel.truncate(32 + 2 * RECORD);
    }
    Heard heard = new Heard();
    assertFinishes(2, heard);
    assertThat(heard.continued).containsExactly("5 there, 4 lost");
  }

  @Test
  void aCompleteShardWithAnotherHeaderIsMadeAnew() throws IOException {
    stopAfter(9);
    flip(partial.resolve("store/train-00000.a16"), 16);
    assertFinishes(2, new Heard());
  }

  @Test
  void missingShardsAreMadeAnew() throws IOException {
    stopAfter(16);
    Files.delete(partial.resolve("store/train-00000.a16"));
    Heard heard = new Heard();
    assertFinishes(2, heard);
    assertThat(heard.continued).containsExactly("0 there, 16 lost");
  }

  @Test
  void whatWasWrittenAfterTheLastPointDoesNotCount() throws IOException {
    stopAfter(9);
    Path shard = partial.resolve("store/train-00001.a16");
    Files.write(shard, new byte[1000], StandardOpenOption.APPEND);
    Fixtures.put(partial.resolve("store/train-00002.a16"), new byte[99]);
    Fixtures.put(partial.resolve("store/mean-image.f32"), new byte[99]);
    Heard heard = new Heard();
    assertFinishes(2, heard);
    assertThat(heard.continued).containsExactly("9 there, 0 lost");
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private void assertRefused(DataSet source, String difference) throws IOException {
    Map<String, byte[]> before = files(partial.resolve("store"));
    assertThatThrownBy(() -> prepare(source, out, 2, new Heard()))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(partial.toString(), difference, "delete it to begin anew")
        .message()
        .doesNotContain("\n");
    assertThat(files(partial.resolve("store"))).containsExactlyEntriesOf(before);
  }

  @Test
  void workBegunFromAnythingElseIsRefusedAndKept() throws IOException {
    stopAfter(9);
    assertRefused(DataSet.open(data, 17, ReadOptions.DEFAULT), "side was 16 and is 17");
    assertRefused(
        DataSet.open(data, SIDE, ReadOptions.DEFAULT.withMaxPixels(1000)),
        "maxPixels was 50000000 and is 1000");
    assertRefused(
        DataSet.open(data, SIDE, ReadOptions.DEFAULT.withApplyExifOrientation(true)),
        "applyExifOrientation was false and is true");
    Path grown = data.resolve("val/cat/0.jpg");
    byte[] bytes = Files.readAllBytes(grown);
    Files.write(grown, new byte[1], StandardOpenOption.APPEND);
    assertRefused(folder(), "the files' names or sizes have changed");
    Files.write(grown, bytes);
    assertFinishes(2, new Heard());
  }

  @ParameterizedTest
  @CsvSource({
    "{, [",
    "store, shop",
    "5, 4",
    "6, 7",
    "9, 8",
    "empty, ample",
    "train-, ../val-",
    "': 2,', ': 1,'"
  })
  void damagedProgressIsRefused(String from, String to) throws IOException {
    stopAfter(9);
    Path progress = partial.resolve("progress.json");
    String text = Files.readString(progress);
    assertThat(text).contains(from);
    Files.writeString(progress, text.replaceFirst(Pattern.quote(from), to));
    assertThatThrownBy(() -> prepare(folder(), out, 2, new Heard()))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(progress.toString(), "delete " + partial + " to begin anew");
  }
}
