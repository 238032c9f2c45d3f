package io.alexnet.ingest;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Folder to prepared store: every image decoded, rescaled and written once, the training images'
 * statistics taken on the way.
 *
 * <p>The same folder and decoder give the same bytes, whatever the number of workers and however
 * often the work was interrupted. Nothing appears under the final name before it is complete and on
 * disk. Work that ends before, by a stop, an exception or a crash, lies in a hidden directory
 * beside it, and the next call resumes it. If too many images cannot be read, all of them are read
 * nevertheless and listed in a file beside the store: a call with higher limits then has only to
 * verify what is there, and one with other files begins again.
 */
public final class Prepare {
  /** Names, manifest and the file system's own needs, for one image. */
  private static final int BYTES_BESIDE_PIXELS = 512;

  /** What a crash may cost. */
  private static final Duration BETWEEN_POINTS = Duration.ofSeconds(2);

  private final DataSet data;
  private final DamageLimits limits;
  private final OrderedWorkers workers;
  private final PrepareListener listener;
  private final long maxShardBytes;
  private final Duration betweenPoints;

  private final PipelineMeter meter = new PipelineMeter();
  private final SharedSums sums;
  private final Map<String, SplitWriter> writers = new LinkedHashMap<>();

  /**
   * What was done.
   *
   * @param images written, by earlier runs too
   * @param earlier of these, how many by earlier runs
   * @param rejected left out, by earlier runs too; only those so far if not complete, and none if
   *     stopped before the first image
   * @param unturned images that this run read as they are stored, though a camera's note says to
   *     turn them
   * @param seconds that this run took
   * @param complete whether the store is there; else the work was stopped
   */
  public record Report(
      int images,
      int earlier,
      List<Rejection> rejected,
      long unturned,
      double seconds,
      boolean complete) {
    /** How fast this run was. */
    public double imagesPerSecond() {
      return (images - earlier) / seconds;
    }
  }

  Prepare(
      DataSet data,
      DamageLimits limits,
      OrderedWorkers workers,
      PrepareListener listener,
      long maxShardBytes,
      Duration betweenPoints) {
    this.data = data.withoutTest();
    this.limits = limits;
    this.workers = workers;
    this.listener = listener;
    this.maxShardBytes = maxShardBytes;
    this.betweenPoints = betweenPoints;
    this.sums = new SharedSums(data.training().side());
  }

  /**
   * Writes a store at the side at which {@code data} was opened, or goes on writing it. Blocks the
   * caller, which also writes. Test images are no part of a store.
   *
   * @param out must not exist, or be an empty directory
   * @throws UserException if {@code data} is a store, {@code out} cannot be made there or was begun
   *     from something else or is being written, the disk is too full, or more images than {@code
   *     limits} allow cannot be read
   */
  public static Report run(
      DataSet data,
      Path out,
      DamageLimits limits,
      OrderedWorkers workers,
      PrepareListener listener) {
    return new Prepare(data, limits, workers, listener, ShardFormat.MAX_BYTES, BETWEEN_POINTS)
        .run(out);
  }

  /**
   * What read the JPEG files of the work that an earlier run left for {@code out}; nothing if there
   * is none, or none that can be gone on with.
   */
  public static Optional<JpegDecoder> begunWith(Path out) {
    return PartialDirectory.leftFor(out).flatMap(UnfinishedStore::decoder);
  }

  Report run(Path out) {
    checkSource(out);
    try (PartialDirectory partial = PartialDirectory.open(out)) {
      return fill(partial);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be written: %s; mend that and run the same again, it goes on where it was"
              .formatted(out, OneLine.of(e)),
          e);
    }
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

  private Report fill(PartialDirectory partial) throws IOException {
    long start = System.nanoTime();
    UnfinishedStore said = partial.progress(UnfinishedStore.of(data, maxShardBytes));
    LeftBehind left = new LeftBehind(partial.store(), said, data);
    UnfinishedStore there = left.verify(sums, workers, listener);
    if (listener.stopRequested()) {
      return report(said, said, start, false);
    }
    partial.keep(there.files());
    partial.requireRoom(bytesNeeded(images() - there.done()));
    if (said.done() > 0) {
      listener.continuing(there.done(), said.done() - there.done(), images());
    }
    boolean complete = write(partial, there, left);
    if (complete) {
      requireLimits(partial);
      writeManifest(partial.store());
      partial.publish();
    }
    return report(soFar(there), there, start, complete);
  }

  private void requireLimits(PartialDirectory partial) throws IOException {
    Optional<Damage> tooMuch =
        writers.values().stream()
            .map(SplitWriter::damage)
            .filter(damage -> damage.excess().isPresent())
            .findFirst();
    if (tooMuch.isPresent()) {
      List<Rejection> all = rejected();
      throw new UserException(
          "%s; %s lists all %d: %s"
              .formatted(
                  tooMuch.get().excess().orElseThrow(),
                  partial.write(all),
                  all.size(),
                  tooMuch.get().remedy()));
    }
  }

  private Report report(UnfinishedStore now, UnfinishedStore before, long start, boolean complete) {
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new Report(
        now.records(), before.records(), rejected(), meter.unturned(), seconds, complete);
  }

  private int images() {
    return data.splits().values().stream().mapToInt(ImageSet::size).sum();
  }

  private long bytesNeeded(long images) {
    return images * (ShardFormat.recordBytes(data.training().side()) + BYTES_BESIDE_PIXELS);
  }

  /**
   * Writes the shards that are missing; gives whether all are there or the work is to be refused.
   */
  private boolean write(PartialDirectory partial, UnfinishedStore there, LeftBehind left)
      throws IOException {
    try (DurablePoints points = new DurablePoints(partial, betweenPoints, there)) {
      for (Map.Entry<String, ImageSet> split : data.splits().entrySet()) {
        writers.put(split.getKey(), writer(partial.store(), split.getKey(), split.getValue()));
        left.handTo(writer(split.getKey()), split.getKey());
      }
      points.make(there);
      boolean complete = writeSplits(points, there);
      points.make(soFar(there));
      return complete;
    } finally {
      for (SplitWriter writer : writers.values()) {
        writer.close();
      }
    }
  }

  private SplitWriter writer(Path directory, String split, ImageSet images) {
    Damage damage = limits.tally(images, data.classes());
    return new SplitWriter(directory, split, images, data.classes().size(), damage, maxShardBytes);
  }

  private boolean writeSplits(DurablePoints points, UnfinishedStore there) throws IOException {
    int total = images();
    for (Map.Entry<String, ImageSet> split : data.splits().entrySet()) {
      ImageSet images = split.getValue();
      SplitWriter writer = writer(split.getKey());
      boolean training = !split.getKey().equals(DataSet.VAL);
      if (writer.next() < images.size() && listener.stopRequested()) {
        return false;
      }
      Sweep.run(
          workers,
          writer.next(),
          images.size(),
          index -> read(images, index, training),
          (index, decoded) -> {
            writer.add(decoded);
            points.offer(() -> soFar(there));
            listener.image(sum(SplitWriter::next), sum(SplitWriter::leftOut), total);
            return !listener.stopRequested() && !writer.damage().isHopeless();
          });
      if (writer.damage().isHopeless()) {
        return true;
      }
      if (writer.next() < images.size()) {
        return false;
      }
      writer.finish();
    }
    return true;
  }

  private Decoded read(ImageSet images, int index, boolean training) {
    Decoded decoded = images.read(index, meter);
    return training ? sums.adding(decoded) : decoded;
  }

  private SplitWriter writer(String split) {
    return Objects.requireNonNull(writers.get(split));
  }

  private int sum(ToIntFunction<SplitWriter> count) {
    return writers.values().stream().mapToInt(count).sum();
  }

  private UnfinishedStore soFar(UnfinishedStore there) {
    Map<String, UnfinishedStore.Split> splits = new LinkedHashMap<>();
    writers.forEach((name, writer) -> splits.put(name, writer.soFar()));
    return there.with(splits);
  }

  private List<Rejection> rejected() {
    return writers.values().stream().flatMap(writer -> writer.rejections().stream()).toList();
  }

  private void writeManifest(Path directory) throws IOException {
    Statistics statistics = sums.total().statistics();
    StatisticsFiles.writeMeanImage(statistics, directory);
    Map<String, List<String>> names = new LinkedHashMap<>();
    Map<String, StoreManifest.Split> splits = new LinkedHashMap<>();
    writers.forEach((name, writer) -> names.put(name, writer.names()));
    writers.forEach((name, writer) -> splits.put(name, writer.manifest()));
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
            rejected(),
            data.fingerprint(),
            data.decoder())
        .write(directory);
  }
}
