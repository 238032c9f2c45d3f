package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DataAwayException;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that is away for a moment loses nothing, and no image is called damaged for it. */
class OutageTest {
  private static final int SIDE = 16;
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Path data;
  private final Path elsewhere;

  OutageTest(@TempDir Path directory) {
    data = Fixtures.dataSet(directory.resolve("data"));
    elsewhere = directory.resolve("elsewhere");
  }

  private DataSet folder() {
    return DataSet.open(data, SIDE, ReadOptions.DEFAULT);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> pixels(ImageSet images) {
    return IntStream.range(0, images.size()).mapToObj(index -> pixels(images.read(index))).toList();
  }

  private static byte[] pixels(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Ok.class);
    RgbImage image = ((Decoded.Ok) decoded).image();
    return image.pixels();
  }

  /** Hears of the outage, and ends it. */
  private void bringBack(String line, Path place) {
    heard.add(line);
    if (Files.exists(elsewhere)) {
      move(elsewhere, place);
    }
  }

  private void assertOutlasts(Path place, String told) {
    DataSet source = folder();
    ImageSet images = source.training();
    List<byte[]> before = pixels(images);
    source.outlast(LONG, line -> bringBack(line, place));
    move(place, elsewhere);

    List<byte[]> after = pixels(images);

    assertThat(after).usingRecursiveComparison().isEqualTo(before);
    assertThat(heard).hasSize(2);
    assertThat(heard.get(0)).contains(place.toString(), told, "waiting up to 300 s");
    assertThat(heard.get(1)).contains(data.toString(), "is back after");
  }

  @Test
  void folderThatComesBackGivesTheSameImages() {
    assertOutlasts(data, "the data folder");
  }

  @Test
  void classFolderThatComesBackGivesTheSameImages() {
    assertOutlasts(data.resolve("train/cat"), "is gone (no such file)");
  }

  @Test
  void folderThatStaysAwayIsNoDamage() {
    ImageSet images = folder().training();
    images.outlast(Duration.ZERO, heard::add);
    move(data, elsewhere);

    assertThatThrownBy(() -> images.read(0))
        .isInstanceOf(DataAwayException.class)
        .hasMessageContainingAll("the data folder " + data + " is gone", "bring it back")
        .message()
        .doesNotContain("damaged", "Exception", "\n");
  }

  @Test
  void fileThatIsGoneFromItsFolderIsDamage() throws IOException {
    ImageSet images = folder().training();
    images.outlast(LONG, heard::add);
    Files.delete(data.resolve(images.name(0)));

    assertThat(Fixtures.reason(images.read(0))).isEqualTo("no such file");
    assertThat(heard).isEmpty();
  }

  @Test
  void linkWhoseDriveIsAwayIsNoDamage(@TempDir Path drive) throws IOException {
    Path photos = Files.createDirectory(drive.resolve("photos"));
    Path target = photos.resolve("0.jpg");
    Path link = data.resolve(folder().training().name(0));
    Files.move(link, target);
    Files.createSymbolicLink(link, target);
    ImageSet images =
        DataSet.open(data, SIDE, ReadOptions.DEFAULT.withFollowLinks(true)).training();
    byte[] before = pixels(images.read(0));
    images.outlast(LONG, line -> bringBack(line, photos));
    move(photos, elsewhere);

    assertThat(pixels(images.read(0))).isEqualTo(before);
  }

  @Test
  void failingDriveIsTriedAgainAndSaidOnce() {
    Outage outage = new Outage(data);
    outage.outlast(LONG, heard::add);
    Path file = data.resolve(folder().training().name(0));
    Deque<IOException> failures =
        new ArrayDeque<>(
            List.of(new IOException("Input/output error"), new IOException("Stale file handle")));

    Decoded decoded =
        outage.read(
            file,
            () -> {
              if (!failures.isEmpty()) {
                throw failures.remove();
              }
              return Decoder.attempt(file, SIDE, ReadOptions.DEFAULT, PipelineMeter.UNREAD);
            },
            PipelineMeter.UNREAD);

    assertThat(decoded).isInstanceOf(Decoded.Ok.class);
    assertThat(heard).hasSize(2);
    assertThat(heard.get(0)).contains(file.toString(), "input/output error", "drive may be away");
  }

  @Test
  void statisticsOfAFolderThatWasAwayAreTheSame() {
    DataSet source = folder();
    try (OrderedWorkers workers = new OrderedWorkers(4, "test")) {
      Statistics before = statistics(source, workers, (what, done, total) -> {});
      source.outlast(LONG, line -> bringBack(line, data));

      Statistics after =
          statistics(source, workers, (what, done, total) -> moveAwayAt(3, done, heard));

      assertThat(after.meanImage()).isEqualTo(before.meanImage());
      assertThat(after.eigenvectors()).isEqualTo(before.eigenvectors());
    }
    assertThat(heard).hasSizeGreaterThanOrEqualTo(2);
  }

  private void moveAwayAt(long image, long done, List<String> said) {
    if (done == image && said.isEmpty()) {
      move(data, elsewhere);
    }
  }

  private static Statistics statistics(DataSet data, OrderedWorkers workers, Progress progress) {
    return Statistics.compute(
        data.training(),
        workers,
        progress,
        (index, reason) -> {
          throw new IllegalStateException("image " + index + " was rejected: " + reason);
        });
  }

  @Test
  void storeWhosePagesComeBackGivesTheSameImages(@TempDir Path directory) throws IOException {
    Path store = directory.resolve("store");
    try (OrderedWorkers workers = new OrderedWorkers(2, "test")) {
      Prepare.run(folder(), store, DamageLimits.DEFAULT, workers, PrepareListener.NONE);
      DataSet source = DataSet.open(store, SIDE, ReadOptions.DEFAULT);
      Statistics before = statistics(source, workers, (what, done, total) -> {});
      Path shard = store.resolve("train-00000.a16");
      byte[] bytes = Files.readAllBytes(shard);
      source.outlast(LONG, line -> restore(line, shard, bytes));
      truncate(shard);

      Statistics after = statistics(source, workers, (what, done, total) -> {});

      assertThat(after.meanImage()).isEqualTo(before.meanImage());
    }
    assertThat(heard.get(0))
        .contains(store.toString(), "a part of it cannot be read from its disk");
  }

  @Test
  void storeThatStaysCutShortIsAway(@TempDir Path directory) throws IOException {
    Path store = directory.resolve("store");
    try (OrderedWorkers workers = new OrderedWorkers(2, "test")) {
      Prepare.run(folder(), store, DamageLimits.DEFAULT, workers, PrepareListener.NONE);
      DataSet source = DataSet.open(store, SIDE, ReadOptions.DEFAULT);
      source.outlast(Duration.ZERO, heard::add);
      truncate(store.resolve("train-00000.a16"));

      assertThatThrownBy(() -> statistics(source, workers, (what, done, total) -> {}))
          .isInstanceOf(DataAwayException.class)
          .hasMessageContainingAll(store.toString(), "drive may be away", "bring it back");
    }
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  /** Into the same file: the store has it mapped. */
  private void restore(String line, Path file, byte[] bytes) {
    heard.add(line);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
