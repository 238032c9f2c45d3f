package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.ProcessLock;
import io.alexnet.common.Progress;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareTest {
  private static final int SIDE = 16;

  /** Room for five images: a split of twelve makes three shards. */
  private static final long SMALL_SHARD = 32 + 5 * SIDE * SIDE * 3;

  private final Path directory;
  private final Path data;
  private final Path out;

  PrepareTest(@TempDir Path directory) {
    this.directory = directory;
    data = Fixtures.dataSet(directory.resolve("data"));
    out = directory.resolve("store");
  }

  private DataSet folder() {
    return DataSet.open(data, SIDE, ReadOptions.DEFAULT);
  }

  private static DataSet open(Path store) {
    return DataSet.open(store, SIDE, ReadOptions.DEFAULT);
  }

  private static Prepare.Report prepare(
      DataSet source, Path out, int threads, PrepareListener listener) {
    try (OrderedWorkers workers = new OrderedWorkers(threads, "test")) {
      return new Prepare(
              source, DamageLimits.DEFAULT, workers, listener, SMALL_SHARD, Duration.ZERO)
          .run(out);
    }
  }

  private Prepare.Report prepare() {
    return prepare(folder(), out, 2, PrepareListener.NONE);
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

  @Test
  void theStoreHoldsWhatTheFolderGives() {
    Prepare.Report report = prepare();
    DataSet folder = folder();
    DataSet store = open(out);
    assertThat(report.images()).isEqualTo(18);
    assertThat(report.rejected()).isEmpty();
    assertThat(report.seconds()).isPositive();
    assertThat(store.kind()).isEqualTo(DataSet.Kind.STORE);
    assertThat(store.classes()).isEqualTo(folder.classes());
    assertThat(store.fingerprint()).isEqualTo(folder.fingerprint());
    assertThat(store.splits().keySet()).containsExactly("train", "val");
    folder
        .splits()
        .forEach(
            (name, images) -> assertSame(images, Objects.requireNonNull(store.splits().get(name))));
  }

  private static void assertSame(ImageSet expected, ImageSet actual) {
    assertThat(actual.size()).isEqualTo(expected.size());
    assertThat(actual.side()).isEqualTo(expected.side());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.name(i)).isEqualTo(expected.name(i));
      assertThat(actual.label(i)).isEqualTo(expected.label(i));
      assertThat(Fixtures.image(actual.read(i)).pixels())
          .as(expected.name(i))
          .isEqualTo(Fixtures.image(expected.read(i)).pixels());
    }
  }

  @Test
  void theStoresStatisticsAreThoseOfTheTrainingImages() {
    prepare();
    Statistics stored = open(out).statistics().orElseThrow();
    try (OrderedWorkers workers = new OrderedWorkers(1, "test")) {
      Statistics computed =
          Statistics.compute(folder().training(), workers, Progress.NONE, (i, reason) -> {});
      assertThat(stored.meanImage()).isEqualTo(computed.meanImage());
      assertThat(stored.rgbMean()).isEqualTo(computed.rgbMean());
      assertThat(stored.eigenvalues()).isEqualTo(computed.eigenvalues());
      assertThat(stored.eigenvectors()).isEqualTo(computed.eigenvectors());
    }
  }

  @Test
  void anyNumberOfWorkersWritesTheSameBytes() throws IOException {
    prepare(folder(), out, 1, PrepareListener.NONE);
    Map<String, byte[]> expected = files(out);
    assertThat(expected.keySet())
        .containsExactly(
            "manifest.json",
            "manifest.json.sha256",
            "mean-image.f32",
            "names.json",
            "train-00000.a16",
            "train-00001.a16",
            "train-00002.a16",
            "val-00000.a16",
            "val-00001.a16");
    for (int threads : new int[] {2, 4}) {
      Path other = directory.resolve("store" + threads);
      prepare(folder(), other, threads, PrepareListener.NONE);
      Map<String, byte[]> actual = files(other);
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      actual.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void aStoreSaysWhichDecoderReadIt() {
    Turbo.require();
    for (JpegDecoder decoder : JpegDecoder.values()) {
      ReadOptions options = ReadOptions.DEFAULT.withDecoder(decoder);
      DataSet source = DataSet.open(data, SIDE, options);
      Path store = out.resolveSibling(decoder.name());
      prepare(source, store, 2, PrepareListener.NONE);
      assertThat(open(store).decoder()).isEqualTo(decoder);
      assertThat(open(store).fingerprint()).isEqualTo(source.fingerprint());
      assertSame(source.training(), open(store).training());
    }
  }

  @Test
  void theLocaleDoesNotMatter() throws IOException {
    prepare();
    Path other = directory.resolve("other");
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      prepare(folder(), other, 1, PrepareListener.NONE);
    } finally {
      Locale.setDefault(usual);
    }
    Map<String, byte[]> expected = files(out);
    assertThat(files(other)).containsOnlyKeys(expected.keySet());
    assertThat(other.resolve("manifest.json")).hasSameBinaryContentAs(out.resolve("manifest.json"));
  }

  @Test
  void unreadableImagesAreLeftOutAndListed() {
    Fixtures.put(data.resolve("train/dog/2.jpg"), new byte[0]);
    Rejection expected = new Rejection("train/dog/2.jpg", "empty file");
    assertThat(prepare().rejected()).containsExactly(expected);
    ImageSet train = open(out).training();
    assertThat(train.size()).isEqualTo(11);
    assertThat(train.name(6)).isEqualTo("train/dog/3.jpg");
    assertThat(train.label(6)).isEqualTo(1);
    assertThat(train.label(7)).isEqualTo(2);
    assertThat(out.resolve("manifest.json")).content().contains("train/dog/2.jpg", "empty file");
    assertThat(open(out).fingerprint()).isEqualTo(folder().fingerprint());
  }

  @Test
  void whatAKilledRunLeftBehindIsClearedAway() {
    Path left = directory.resolve(".store.partial");
    Fixtures.put(left.resolve("train-00000.a16"), new byte[7]);
    Fixtures.put(left.resolve("deep/er"), new byte[7]);
    prepare();
    assertThat(left).doesNotExist();
    assertThat(open(out).training().size()).isEqualTo(12);
  }

  @Test
  void twoRunsDoNotWriteTheSameStore() throws IOException {
    Path lock = Fixtures.put(directory.resolve(".store.partial/.lock"), new byte[0]);
    try (ProcessLock other = ProcessLock.take(lock, "taken", "wait")) {
      assertThat(other).isNotNull();
      assertThatThrownBy(this::prepare)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("being written by another run");
    }
  }

  @Test
  void nothingIsEverOverwritten() {
    prepare();
    assertThatThrownBy(this::prepare)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("prepared store already");
    Path taken = directory.resolve("taken");
    Path file = Fixtures.put(taken.resolve("thesis.txt"), new byte[1]);
    assertThatThrownBy(() -> prepare(folder(), taken, 1, PrepareListener.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not empty");
    assertThatThrownBy(() -> prepare(folder(), file, 1, PrepareListener.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a file");
    assertThat(file).exists();
  }

  @Test
  void anEmptyDirectoryIsTaken() throws IOException {
    Files.createDirectory(out);
    assertThat(prepare().images()).isEqualTo(18);
  }

  @Test
  void aStoreIsNotPreparedAgain() {
    prepare();
    assertThatThrownBy(() -> prepare(open(out), directory.resolve("b"), 1, PrepareListener.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("prepared store already");
  }

  @Test
  void aStoreAmongTheClassesIsRefused() {
    DataSet undivided = DataSet.open(data.resolve("train"), SIDE, ReadOptions.DEFAULT);
    assertThatThrownBy(() -> prepare(undivided, data.resolve("train/s"), 1, PrepareListener.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("look like one of its classes");
  }

  @Test
  void aFullDiskIsNoticedBeforeTheWork() {
    assertThatThrownBy(
            () -> {
              try (PartialDirectory partial = PartialDirectory.open(out)) {
                partial.requireRoom(1L << 60);
              }
            })
        .isInstanceOf(UserException.class)
        .hasMessageContaining("MB left");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(data));
  }

  @Test
  void theListenerHearsOfEveryImage() {
    Fixtures.put(data.resolve("train/dog/2.jpg"), new byte[0]);
    List<String> heard = new ArrayList<>();
    prepare(
        folder(),
        out,
        2,
        new PrepareListener() {
          @Override
          public void at(String what, long done, long total) {
            heard.add(what);
          }

          @Override
          public void image(int done, int leftOut, int total) {
            heard.add(done + "/" + total + ", " + leftOut + " left out");
          }
        });
    assertThat(heard)
        .hasSize(18)
        .startsWith("1/18, 0 left out")
        .contains("7/18, 1 left out")
        .endsWith("18/18, 1 left out");
  }
}
