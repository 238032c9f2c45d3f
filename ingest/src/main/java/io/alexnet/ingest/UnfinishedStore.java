package io.alexnet.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How far a store has come whose making was interrupted: the contents of its progress.json. What it
 * names is on disk, and must be verified nevertheless.
 *
 * @param source what the store is made from and how, in words that are compared
 * @param splits those begun
 * @param sha256 of the JSON of all this with an empty text here
 */
record UnfinishedStore(
    String format,
    int version,
    Map<String, String> source,
    Map<String, Split> splits,
    String sha256) {
  static final String FILE = "progress.json";
  static final String FORMAT = "alexnet-store-progress";
  static final int VERSION = 2;

  private static final String FILES = "files";

  /**
   * @param done how many of the split's images need not be read again
   * @param shards in order, all but the last of them full
   * @param leftOut in order
   */
  record Split(int done, List<Shard> shards, List<LeftOut> leftOut) {
    static final Split EMPTY = new Split(0, List.of(), List.of());

    Split {
      shards = List.copyOf(shards);
      leftOut = List.copyOf(leftOut);
    }

    /** As it was when the first {@code count} shards had just been written. */
    Split first(int count) {
      int end = count == 0 ? 0 : shards.get(count - 1).next();
      return new Split(
          end, shards.subList(0, count), leftOut.stream().filter(l -> l.index() < end).toList());
    }
  }

  /**
   * A shard as far as it is written.
   *
   * @param file its name
   * @param records it holds
   * @param planned records it is to hold, as its header says in the end
   * @param next index in the split of the image after the last of them
   * @param digest {@link RecordsDigest} of those records
   */
  record Shard(String file, int records, int planned, int next, String digest) {
    boolean isComplete() {
      return records == planned;
    }
  }

  /** An image that could not be used: its index in the split, and why. */
  record LeftOut(int index, String reason) {}

  /** Nothing done yet of a store of {@code data}. */
  static UnfinishedStore of(DataSet data, long maxShardBytes) {
    Map<String, String> source = new TreeMap<>(Json.words(data.options()));
    source.put(FILES, data.fingerprint());
    source.put("side", Integer.toString(data.training().side()));
    source.put("maxShardBytes", Long.toString(maxShardBytes));
    return sealed(source, Map.of());
  }

  /** The same store, further. */
  UnfinishedStore with(Map<String, Split> newSplits) {
    return sealed(source, newSplits);
  }

  private static UnfinishedStore sealed(Map<String, String> source, Map<String, Split> splits) {
    UnfinishedStore open = new UnfinishedStore(FORMAT, VERSION, source, splits, "");
    return new UnfinishedStore(FORMAT, VERSION, source, splits, Json.sha256(open));
  }

  /** Whether it is what was written. */
  boolean isSound() {
    return equals(sealed(source, splits));
  }

  Split split(String name) {
    return splits.getOrDefault(name, Split.EMPTY);
  }

  /** What its JPEG files were read with. */
  Optional<JpegDecoder> decoder() {
    return Arrays.stream(JpegDecoder.values())
        .filter(decoder -> decoder.name().equalsIgnoreCase(word("decoder")))
        .findFirst();
  }

  /** Images that need not be read again. */
  int done() {
    return splits.values().stream().mapToInt(Split::done).sum();
  }

  /** Names of the shards. */
  Set<String> files() {
    return splits.values().stream()
        .flatMap(split -> split.shards().stream())
        .map(Shard::file)
        .collect(Collectors.toSet());
  }

  /** Images in the shards. */
  int records() {
    return splits.values().stream()
        .flatMap(split -> split.shards().stream())
        .mapToInt(Shard::records)
        .sum();
  }

  /** What {@code now} has otherwise, such as "side was 256 and is 72"; empty if nothing. */
  String differences(UnfinishedStore now) {
    TreeSet<String> keys = new TreeSet<>(source.keySet());
    keys.addAll(now.source.keySet());
    return keys.stream()
        .map(key -> difference(key, word(key), now.word(key)))
        .filter(difference -> !difference.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** Whether it was made in the same way, from other files. */
  boolean isOfOtherFiles(UnfinishedStore now) {
    Map<String, String> sameFiles = new TreeMap<>(source);
    sameFiles.put(FILES, now.word(FILES));
    return !word(FILES).equals(now.word(FILES)) && sameFiles.equals(new TreeMap<>(now.source));
  }

  private String word(String key) {
    return source.getOrDefault(key, "unknown");
  }

  private static String difference(String key, String then, String now) {
    if (then.equals(now)) {
      return "";
    }
    return key.equals(FILES)
        ? "the files' names or sizes have changed"
        : "%s was %s and is %s".formatted(key, OneLine.of(then), now);
  }
}
