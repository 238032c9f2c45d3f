package io.alexnet.ingest;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Progress;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folder to prepared store: every image decoded, rescaled and written once, the training images'
 * statistics taken on the way.
 *
 * <p>The same folder gives the same bytes, whatever the number of workers. Nothing appears under
 * the final name before it is complete and on disk.
 */
public final class Prepare {
  /** Names, manifest and the file system's own needs, for one image. */
  private static final int BYTES_BESIDE_PIXELS = 512;

  private final DataSet data;
  private final DamageLimits limits;
  private final OrderedWorkers workers;
  private final Progress progress;
  private final long maxShardBytes;

  private final Map<String, StoreManifest.Split> splits = new LinkedHashMap<>();
  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private final List<Rejection> rejected = new ArrayList<>();
  private final ImageSums sums;

  /**
   * What was done.
   *
   * @param images written
   * @param rejected left out
   * @param seconds it took
   */
  public record Report(int images, List<Rejection> rejected, double seconds) {}

  Prepare(
      DataSet data,
      DamageLimits limits,
      OrderedWorkers workers,
      Progress progress,
      long maxShardBytes) {
    this.data = data;
    this.limits = limits;
    this.workers = workers;
    this.progress = progress;
    this.maxShardBytes = maxShardBytes;
    this.sums = new ImageSums(data.training().side());
  }

  /**
   * Writes a store at the side at which {@code data} was opened. Blocks the caller, which also
   * writes.
   *
   * @param out must not exist, or be an empty directory
   * @throws UserException if {@code data} is a store, {@code out} cannot be made there, the disk is
   *     too full, or more images than {@code limits} allow cannot be read
   */
  public static Report run(
      DataSet data, Path out, DamageLimits limits, OrderedWorkers workers, Progress progress) {
    return new Prepare(data, limits, workers, progress, ShardFormat.MAX_BYTES).run(out);
  }

  Report run(Path out) {
    long start = System.nanoTime();
    checkSource(out);
    try (PartialDirectory partial = PartialDirectory.create(out, bytesNeeded())) {
      for (Map.Entry<String, ImageSet> split : data.splits().entrySet()) {
        writeSplit(partial.path(), split.getKey(), split.getValue());
      }
      writeManifest(partial.path());
      partial.publish();
    } catch (IOException e) {
      throw new UserException("%s cannot be written: %s".formatted(out, OneLine.of(e)), e);
    }
    int images = names.values().stream().mapToInt(List::size).sum();
    return new Report(images, List.copyOf(rejected), (System.nanoTime() - start) * 1e-9);
  }

  private void checkSource(Path out) {
    if (data.kind() == DataSet.Kind.STORE) {
      throw new UserException(
          "%s is a prepared store already: name the folder it was made from"
              .formatted(data.location()));
    }
    Path source = data.location().toAbsolutePath().normalize();
    boolean inside = out.toAbsolutePath().normalize().startsWith(source);
    if (inside && data.splits().containsKey(DataSet.ALL)) {
      throw new UserException(
          "%s lies in %s and would look like one of its classes: choose another --out"
              .formatted(out, data.location()));
    }
  }

  private long bytesNeeded() {
    long images = data.splits().values().stream().mapToLong(ImageSet::size).sum();
    return images * (ShardFormat.recordBytes(sums.side()) + BYTES_BESIDE_PIXELS);
  }

  private void writeSplit(Path directory, String split, ImageSet images) throws IOException {
    Damage damage = limits.tally(images, data.classes());
    boolean training = !split.equals(DataSet.VAL);
    try (ShardWriter writer =
        new ShardWriter(directory, split, images.side(), data.classes(), maxShardBytes)) {
      new Sweep(images, workers, progress, "preparing " + split)
          .run(
              (index, image) -> {
                writer.add(image, images.label(index), images.name(index));
                if (training) {
                  sums.add(image);
                }
              },
              damage::reject);
      splits.put(split, writer.finish());
      names.put(split, writer.names());
    }
    rejected.addAll(damage.rejections());
  }

  private void writeManifest(Path directory) throws IOException {
    Statistics statistics = sums.statistics();
    StatisticsFiles.writeMeanImage(statistics, directory);
    Json.write(
        directory.resolve(StoreManifest.NAMES_FILE),
        new StoreManifest.Names(StoreManifest.Names.FORMAT, StoreManifest.VERSION, names));
    new StoreManifest(
            StoreManifest.FORMAT,
            StoreManifest.VERSION,
            statistics.side(),
            data.classes().names(),
            splits,
            FileDigest.of(directory, StoreManifest.NAMES_FILE),
            FileDigest.of(directory, StatisticsFiles.MEAN_IMAGE),
            Colours.of(statistics),
            rejected,
            data.fingerprint())
        .write(directory);
  }
}
