package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final int SIDE = 16;
  private static final int RECORD = SIDE * SIDE * 3;

  private final Path directory;
  private final Path store;

  StoreTest(@TempDir Path directory) {
    this.directory = directory;
    Path data = Fixtures.dataSet(directory.resolve("data"));
    store = directory.resolve("store");
    DataSet folder = DataSet.open(data, SIDE, ReadOptions.DEFAULT);
    try (OrderedWorkers workers = new OrderedWorkers(2, "test")) {
      new Prepare(
              folder,
              DamageLimits.DEFAULT,
              workers,
              PrepareListener.NONE,
              32 + 5 * RECORD,
              Duration.ZERO)
          .run(store);
    }
  }

  private DataSet open(ReadOptions options) {
    return DataSet.open(store, SIDE, options);
  }

  private void assertRefused(ReadOptions options, String... words) {
    assertThatThrownBy(() -> open(options))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aShardIsLaidOutAsTheDocumentSays() throws IOException {
    Path shard = store.resolve("train-00001.a16");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(shard)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.capacity()).isEqualTo(32 + 5 * RECORD);
    assertThat(Arrays.copyOf(bytes.array(), 8))
        .isEqualTo("ALEXSHRD".getBytes(StandardCharsets.US_ASCII));
    assertThat(new int[] {bytes.getInt(8), bytes.getInt(12), bytes.getInt(16), bytes.getInt(20)})
        .containsExactly(1, SIDE, 5, 5);
    assertThat(bytes.getLong(24)).isZero();
    assertThat(Arrays.copyOfRange(bytes.array(), 32 + 2 * RECORD, 32 + 3 * RECORD))
        .isEqualTo(Fixtures.image(open(ReadOptions.DEFAULT).training().read(7)).pixels());
  }

  @Test
  void aShardsDigestIsOfItsRecordsChecksumsAsTheDocumentSays() throws IOException {
    byte[] shard = Files.readAllBytes(store.resolve("train-00001.a16"));
    ByteBuffer checksums = ByteBuffer.allocate(5 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 5; i++) {
      checksums.putInt(castagnoli(shard, 32 + i * RECORD, 32 + (i + 1) * RECORD));
    }
    String digest = HexFormat.of().formatHex(DurableFiles.sha256().digest(checksums.array()));
    assertThat(Files.readString(store.resolve("manifest.json"))).contains(digest);
  }

  /** CRC-32C by its definition, RFC 3720, appendix B.4. */
  private static int castagnoli(byte[] bytes, int from, int to) {
    int crc = -1;
    for (int i = from; i < to; i++) {
      crc ^= bytes[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
      }
    }
    return ~crc;
  }

  @Test
  void oneFlippedBitAnywhereInAnyFileIsNoticed() throws IOException {
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < whole.length; at += 1 + whole.length / 12) {
        byte[] flipped = whole.clone();
        flipped[at] ^= 4;
        Files.write(file, flipped);
        assertThatThrownBy(() -> open(ReadOptions.DEFAULT))
            .as("%s, byte %d", file, at)
            .isInstanceOf(UserException.class)
            .hasMessageContaining(store.toString());
      }
      Files.write(file, whole);
    }
    assertThat(open(ReadOptions.DEFAULT).training().size()).isEqualTo(12);
  }

  @Test
  void everyMissingOrShortenedFileIsNamed() throws IOException {
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length - 1));
      assertRefused(ReadOptions.DEFAULT, store.toString());
      Files.delete(file);
      // Without its manifest a store is just a folder without classes.
      boolean manifest = file.endsWith("manifest.json");
      assertRefused(ReadOptions.DEFAULT, manifest ? "no class directories" : file.toString());
      Files.write(file, whole);
    }
  }

  @Test
  void sizesAndHeadersAreCheckedEvenWithoutChecksums() throws IOException {
    ReadOptions trusting = ReadOptions.DEFAULT.withVerifyChecksums(false);
    Path shard = store.resolve("train-00001.a16");
    byte[] whole = Files.readAllBytes(shard);
    byte[] edited = whole.clone();
    edited[100] ^= 1;
    Files.write(shard, edited);
    assertThat(open(trusting).training().size()).isEqualTo(12);
    edited[20] ^= 1;
    Files.write(shard, edited);
    assertRefused(trusting, "train-00001.a16", "header", "run alexnet prepare again");
    Files.write(shard, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(trusting, "train-00001.a16", "3873 bytes instead of 3872");
  }

  @Test
  void twoShardsThatChangedPlacesAreNoticed() throws IOException {
    Path hidden = directory.resolve("hidden");
    Files.move(store.resolve("train-00000.a16"), hidden);
    Files.move(store.resolve("train-00001.a16"), store.resolve("train-00000.a16"));
    Files.move(hidden, store.resolve("train-00001.a16"));
    assertRefused(ReadOptions.DEFAULT.withVerifyChecksums(false), "train-00000.a16", "header");
  }

  @Test
  void anotherVersionIsNamed() throws IOException {
    Path manifest = store.resolve("manifest.json");
    String text = Files.readString(manifest);
    for (int version : new int[] {1, 3}) {
      Files.writeString(manifest, text.replaceFirst("\"version\" : 2", "\"version\" : " + version));
      assertRefused(ReadOptions.DEFAULT, "manifest.json", "version " + version, "version 2");
    }
  }

  @Test
  void recordsLargerThanAPieceOfWritingAreWhole() {
    Path large = directory.resolve("large");
    DataSet folder = DataSet.open(directory.resolve("data"), 150, ReadOptions.DEFAULT);
    try (OrderedWorkers workers = new OrderedWorkers(2, "test")) {
      Prepare.run(folder, large, DamageLimits.DEFAULT, workers, PrepareListener.NONE);
    }
    ImageSet read = DataSet.open(large, 150, ReadOptions.DEFAULT).training();
    for (int index = 0; index < read.size(); index++) {
      assertThat(Fixtures.image(read.read(index)).pixels())
          .isEqualTo(Fixtures.image(folder.training().read(index)).pixels());
    }
  }

  @Test
  void aManifestThatContradictsItselfIsRefused() throws IOException {
    rewrite("\"counts\" : [ 4, 4, 4 ]", "\"counts\" : [ 4, 4, 5 ]");
    assertRefused(ReadOptions.DEFAULT, "manifest.json", "contradicts itself");
    rewrite("\"counts\" : [ 4, 4, 5 ]", "\"counts\" : [ 4, 4, 4 ]");
    rewrite("train-00000.a16", "../train-00000.a16");
    assertRefused(ReadOptions.DEFAULT, "manifest.json", "contradicts itself");
  }

  @Test
  void aManifestCannotNameFilesElsewhere() throws IOException {
    rewrite("\"val\" : {", "\"../val\" : {");
    rewrite("\"val-0", "\"../val-0");
    assertRefused(ReadOptions.DEFAULT, "manifest.json", "contradicts itself");
  }

  /** Edits the manifest and makes its digest right again. */
  private void rewrite(String from, String to) throws IOException {
    Path manifest = store.resolve("manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
    Files.write(store.resolve("manifest.json.sha256"), StoreManifest.digestLine(manifest));
  }

  @Test
  void imagesReadIntoLentMemoryAreThoseReadIntoTheirOwn() {
    byte[] space = new byte[SIDE * SIDE * RgbImage.CHANNELS];
    for (int side : new int[] {SIDE, 9}) {
      ImageSet images = DataSet.open(store, side, ReadOptions.DEFAULT).training();
      ImageSet reversed =
          images.subset(
              IntStream.range(0, images.size()).map(i -> images.size() - 1 - i).toArray());
      for (int index = 0; index < images.size(); index++) {
        RgbImage own = Fixtures.image(images.read(index));
        RgbImage lent =
            Fixtures.image(reversed.read(images.size() - 1 - index, space, PipelineMeter.UNREAD));
        assertThat(lent.pixels()).isEqualTo(own.pixels());
        assertThat(lent.pixels() == space).isEqualTo(side == SIDE);
        assertThat(own.pixels()).isNotSameAs(space);
      }
    }
  }

  @Test
  void aSmallerSideIsRescaledOnReading() {
    DataSet full = open(ReadOptions.DEFAULT);
    DataSet small = DataSet.open(store, 9, ReadOptions.DEFAULT);
    ImageSet images = small.training();
    assertThat(images.side()).isEqualTo(9);
    assertThat(Fixtures.image(images.read(5)).pixels())
        .isEqualTo(Rescale.toSquare(Fixtures.image(full.training().read(5)), 9).pixels());
    assertThat(small.statistics().orElseThrow().side()).isEqualTo(9);
    assertThat(small.fingerprint()).isEqualTo(full.fingerprint());
  }

  @Test
  void heldOutImagesAreNotInTheStatistics() {
    Path undivided = directory.resolve("undivided");
    DataSet folder = DataSet.open(directory.resolve("data/train"), SIDE, ReadOptions.DEFAULT);
    try (OrderedWorkers workers = new OrderedWorkers(2, "test")) {
      Prepare.run(folder, undivided, DamageLimits.DEFAULT, workers, PrepareListener.NONE);
    }
    DataSet all = DataSet.open(undivided, SIDE, ReadOptions.DEFAULT);
    assertThat(all.statistics()).isPresent();
    assertThat(all.splits().keySet()).containsExactly("all");
    assertThat(all.withHeldOutValidation(0.25, 1).statistics()).isEmpty();
    assertThat(all.withHeldOutValidation(0.25, 1).training().size()).isEqualTo(9);
  }

  @Test
  void aLargerSideIsRefusedWithTheOptionToUse() {
    assertThatThrownBy(() -> DataSet.open(store, 17, ReadOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("side 16", "17", "--side 17");
  }
}
