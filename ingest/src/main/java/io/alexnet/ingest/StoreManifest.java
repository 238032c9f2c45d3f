package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A store's manifest.json: what every other file of it must be.
 *
 * @param splits in order
 * @param sourceFingerprint {@link DataSet#fingerprint} of the folder that it was made from
 * @param decoder what read the folder's JPEG files
 */
record StoreManifest(
    String format,
    int version,
    int side,
    List<String> classes,
    Map<String, Split> splits,
    FileDigest names,
    FileDigest meanImage,
    Colours colours,
    List<Rejection> rejected,
    String sourceFingerprint,
    JpegDecoder decoder) {
  static final String FILE = "manifest.json";
  static final String NAMES_FILE = "names.json";
  static final String FORMAT = "alexnet-store";
  static final int VERSION = 2;

  /** Holds the manifest's own SHA-256, as sha256sum writes it. */
  static final String DIGEST_FILE = "manifest.json.sha256";

  private static final Set<String> SPLIT_NAMES = Set.of(DataSet.TRAIN, DataSet.VAL, DataSet.ALL);

  /**
   * @param counts images of each class
   */
  record Split(List<Integer> counts, List<Shard> shards) {
    long images() {
      return counts.stream().mapToLong(Integer::longValue).sum();
    }
  }

  /** A shard's name, its number of images and their {@link RecordsDigest}. */
  record Shard(String file, int records, String digest) {}

  /**
   * The contents of names.json.
   *
   * @param splits the names of each split's images, in their order
   */
  record Names(String format, int version, Map<String, List<String>> splits) {
    static final String FORMAT = "alexnet-store-names";
  }

  /**
   * Whether its own numbers fit together, so that all else may be computed from them: shard names
   * are what arithmetic makes them, all shards but a split's last are full, and the classes' counts
   * sum up.
   */
  boolean isConsistent() {
    return side >= 1
        && side <= DataSet.LARGEST_SIDE
        && new HashSet<>(classes).size() == classes.size()
        && classes.stream().noneMatch(String::isBlank)
        && SPLIT_NAMES.containsAll(splits.keySet())
        && (splits.containsKey(DataSet.TRAIN) != splits.containsKey(DataSet.ALL))
        && names.file().equals(NAMES_FILE)
        && colours.isComplete()
        && meanImage.file().equals(StatisticsFiles.MEAN_IMAGE)
        && splits.entrySet().stream().allMatch(e -> isConsistent(e.getKey(), e.getValue()));
  }

  private boolean isConsistent(String name, Split split) {
    List<Shard> shards = split.shards;
    boolean consistent =
        split.counts.size() == classes.size()
            && split.counts.stream().allMatch(count -> count >= 0)
            && split.images() > 0
            && split.images() == shards.stream().mapToLong(Shard::records).sum();
    for (int i = 0; consistent && i < shards.size(); i++) {
      Shard shard = shards.get(i);
      int most = shards.get(0).records;
      boolean full = shard.records == most || i == shards.size() - 1;
      consistent =
          full
              && shard.records >= 1
              && shard.records <= most
              && shard.file.equals(ShardFormat.fileName(name, i, side))
              && new ShardFormat(side, shard.records, 0).fileBytes() <= Integer.MAX_VALUE;
    }
    return consistent;
  }

  void write(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Json.write(file, this);
    DurableFiles.replace(
        directory.resolve(DIGEST_FILE), new String(digestLine(file), StandardCharsets.UTF_8));
  }

  /** What the digest file must hold. */
  static byte[] digestLine(Path manifest) throws IOException {
    String line = DurableFiles.sha256(manifest) + "  " + FILE + "\n";
    return line.getBytes(StandardCharsets.UTF_8);
  }
}
