package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;

/** Opens a prepared store, believing none of its files before it is verified. */
final class StoreReader {
  private final Path directory;
  private final StoreManifest manifest;
  private final Optional<ClassNames> known;

  private StoreReader(Path directory, StoreManifest manifest, Optional<ClassNames> known) {
    this.directory = directory;
    this.manifest = manifest;
    this.known = known;
  }

  /**
   * @param known the classes that labels stand for; if empty, those of the store
   * @throws UserException if it has a class that is not known, or if any file is missing, damaged
   *     or from a newer version, or the images are smaller than {@code side}
   */
  static DataSet open(Path directory, int side, ReadOptions options, Optional<ClassNames> known)
      throws IOException {
    Path file = directory.resolve(StoreManifest.FILE);
    StoreManifest manifest =
        Json.read(file, StoreManifest.FORMAT, StoreManifest.VERSION, StoreManifest.class);
    StoreReader reader = new StoreReader(directory, manifest, known);
    reader.checkManifest();
    reader.checkClasses();
    if (side > manifest.side()) {
      throw new UserException(
          "%s holds images of side %d, %d is wanted: run alexnet prepare with --side %d"
              .formatted(directory, manifest.side(), side, side));
    }
    if (options.verifyChecksums()) {
      reader.verifyFiles();
    }
    return reader.read(side, options);
  }

  private void checkManifest() throws IOException {
    byte[] expected = StoreManifest.digestLine(directory.resolve(StoreManifest.FILE));
    if (!Arrays.equals(bytes(StoreManifest.DIGEST_FILE), expected)) {
      throw unusable(StoreManifest.FILE, "does not match " + StoreManifest.DIGEST_FILE);
    }
    if (!manifest.isConsistent()) {
      throw unusable(StoreManifest.FILE, "contradicts itself");
    }
  }

  private List<String> labels() {
    return known.map(ClassNames::names).orElse(manifest.classes());
  }

  private void checkClasses() {
    List<String> labels = labels();
    if (labels.equals(manifest.classes())) {
      return;
    }
    List<Integer> places = manifest.classes().stream().map(labels::indexOf).toList();
    int unknown = places.indexOf(-1);
    if (unknown >= 0) {
      throw KnownClasses.unknown(
          manifest.classes().get(unknown),
          directory.toString(),
          known.orElseThrow(),
          "the checkpoint");
    }
    // The images lie in the order of the store's classes.
    if (!places.stream().sorted().toList().equals(places)) {
      throw new UserException(
          "the classes of %s come in another order than the checkpoint's: run alexnet prepare again"
              .formatted(directory));
    }
  }

  /** Shards side by side: what the system has in memory comes faster than one core takes it. */
  private void verifyFiles() {
    List<StoreManifest.Shard> shards =
        manifest.splits().values().stream().flatMap(split -> split.shards().stream()).toList();
    verifyFile(manifest.names());
    verifyFile(manifest.meanImage());
    int threads = Math.min(shards.size(), Runtime.getRuntime().availableProcessors());
    try (OrderedWorkers workers = new OrderedWorkers(threads, "verify")) {
      workers.inOrder(Flux.fromIterable(shards), this::verifiedShard).blockLast();
    }
  }

  private void verifyFile(FileDigest file) {
    try {
      if (!DurableFiles.sha256(directory.resolve(file.file())).equals(file.sha256())) {
        throw unusable(file.file(), "is damaged: its SHA-256 is not the manifest's");
      }
    } catch (IOException e) {
      throw unreadable(file.file(), e);
    }
  }

  private StoreManifest.Shard verifiedShard(StoreManifest.Shard shard) {
    try (FileChannel channel =
        FileChannel.open(directory.resolve(shard.file()), StandardOpenOption.READ)) {
      requireSize(shard.file(), channel, new ShardFormat(manifest.side(), shard.records(), 0));
      channel.position(ShardFormat.HEADER_BYTES);
      RecordsDigest found =
          RecordsDigest.read(channel, manifest.side(), shard.records(), record -> {});
      if (!found.soFar().equals(shard.digest())) {
        throw unusable(shard.file(), "is damaged: its images do not match the manifest");
      }
      return shard;
    } catch (IOException e) {
      throw unreadable(shard.file(), e);
    }
  }

  private DataSet read(int side, ReadOptions options) {
    StoreManifest.Names names =
        Json.read(
            directory.resolve(StoreManifest.NAMES_FILE),
            StoreManifest.Names.FORMAT,
            StoreManifest.VERSION,
            StoreManifest.Names.class);
    Map<String, ImageSet> splits = new LinkedHashMap<>();
    manifest.splits().forEach((name, split) -> splits.put(name, images(name, split, names, side)));
    float[] mean = StatisticsFiles.readMeanImage(directory, manifest.side(), manifest.meanImage());
    Statistics statistics = manifest.colours().withMeanImage(manifest.side(), mean);
    return new DataSet(
        directory,
        DataSet.Kind.STORE,
        known.orElseGet(() -> new ClassNames(manifest.classes())),
        splits,
        manifest.sourceFingerprint(),
        manifest.decoder(),
        Optional.of(statistics.rescaledTo(side)),
        options,
        FolderLayout.NONE);
  }

  private ImageSet images(
      String name, StoreManifest.Split split, StoreManifest.Names names, int side) {
    List<String> ofSplit = names.splits().getOrDefault(name, List.of());
    if (ofSplit.size() != split.images()) {
      throw unusable(StoreManifest.NAMES_FILE, "does not have as many names as there are images");
    }
    List<MappedByteBuffer> shards = new ArrayList<>();
    int first = 0;
    for (StoreManifest.Shard shard : split.shards()) {
      shards.add(map(shard.file(), new ShardFormat(manifest.side(), shard.records(), first)));
      first += shard.records();
    }
    return new StoreImages(directory, shards, manifest.side(), side, byLabel(split), ofSplit);
  }

  /** With a count for each label, which is 0 for a class that the store lacks. */
  private StoreManifest.Split byLabel(StoreManifest.Split split) {
    if (labels().equals(manifest.classes())) {
      return split;
    }
    List<Integer> counts =
        labels().stream()
            .map(manifest.classes()::indexOf)
            .map(place -> place < 0 ? 0 : split.counts().get(place))
            .toList();
    return new StoreManifest.Split(counts, split.shards());
  }

  private MappedByteBuffer map(String file, ShardFormat expected) {
    try (FileChannel channel = FileChannel.open(directory.resolve(file), StandardOpenOption.READ)) {
      requireSize(file, channel, expected);
      MappedByteBuffer shard = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      ByteBuffer header = shard.slice(0, ShardFormat.HEADER_BYTES);
      if (!header.equals(expected.header())) {
        throw unusable(file, "is damaged: its header is not what the manifest says");
      }
      return shard;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void requireSize(String file, FileChannel channel, ShardFormat expected)
      throws IOException {
    if (channel.size() != expected.fileBytes()) {
      throw unusable(
          file,
          "is damaged: it has %d bytes instead of %d"
              .formatted(channel.size(), expected.fileBytes()));
    }
  }

  private byte[] bytes(String file) {
    try {
      return Files.readAllBytes(directory.resolve(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private UserException unreadable(String file, IOException e) {
    return unusable(file, "cannot be read (" + Reason.of(e) + ")");
  }

  private UserException unusable(String file, String problem) {
    return new UserException(
        "%s %s: run alexnet prepare again".formatted(directory.resolve(file), problem));
  }
}
