package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one split's images, given in order, as shards. One thread; close it on every path. */
final class ShardWriter implements AutoCloseable {
  private final Path directory;
  private final String split;
  private final int side;
  private final int recordsPerShard;
  private final int[] counts;
  private final List<String> names = new ArrayList<>();
  private final List<StoreManifest.Shard> shards = new ArrayList<>();
  private @Nullable FileChannel channel;
  private int records;

  ShardWriter(Path directory, String split, int side, ClassNames classes, long maxShardBytes) {
    this.directory = directory;
    this.split = split;
    this.side = side;
    this.recordsPerShard = ShardFormat.recordsPerShard(side, maxShardBytes);
    this.counts = new int[classes.size()];
  }

  /**
   * @param label not less than that of the image before
   */
  void add(RgbImage image, int label, String name) throws IOException {
    FileChannel shard = channel == null ? begin() : channel;
    write(shard, ByteBuffer.wrap(image.pixels()));
    counts[label]++;
    names.add(name);
    records++;
    if (records == recordsPerShard) {
      end(shard);
    }
  }

  /** Completes the last shard. */
  StoreManifest.Split finish() throws IOException {
    if (channel != null) {
      end(channel);
    }
    return new StoreManifest.Split(Arrays.stream(counts).boxed().toList(), List.copyOf(shards));
  }

  /** Names of the images written so far; a copy. */
  List<String> names() {
    return List.copyOf(names);
  }

  private Path file() {
    return directory.resolve(ShardFormat.fileName(split, shards.size(), side));
  }

  private FileChannel begin() throws IOException {
    FileChannel opened =
        FileChannel.open(file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel = opened;
    opened.position(ShardFormat.HEADER_BYTES);
    return opened;
  }

  /** The header is written last, when the number of records is known. */
  private void end(FileChannel shard) throws IOException {
    Path file = file();
    shard.position(0);
    write(shard, new ShardFormat(side, records, names.size() - records).header());
    shard.force(true);
    close();
    String digest = DurableFiles.sha256(file);
    shards.add(new StoreManifest.Shard(file.toFile().getName(), records, digest));
    records = 0;
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
