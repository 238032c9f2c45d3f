package io.alexnet.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The shard that is being written. Its header comes last, so that no half of a shard looks like a
 * whole one. One thread; close it on every path.
 */
final class OpenShard implements AutoCloseable {
  private final Path file;
  private final ShardFormat planned;
  private final RecordsDigest digest;
  private final FileChannel channel;
  private int records;
  private int next;

  private OpenShard(Path file, ShardFormat planned, RecordsDigest digest) throws IOException {
    this.file = file;
    this.planned = planned;
    this.digest = digest;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  static OpenShard begin(Path file, ShardFormat planned) throws IOException {
    return new OpenShard(file, planned, new RecordsDigest()).cutAt(0);
  }

  /**
   * Goes on after the records that are there.
   *
   * @param digest of those records; given up by the caller
   */
  static OpenShard goOn(
      Path file, ShardFormat planned, UnfinishedStore.Shard there, RecordsDigest digest)
      throws IOException {
    OpenShard shard = new OpenShard(file, planned, digest).cutAt(there.records());
    shard.next = there.next();
    return shard;
  }

  /** What lies behind was written after the last durable point. */
  private OpenShard cutAt(int count) throws IOException {
    records = count;
    long end = planned.bytesOf(count);
    channel.truncate(end).position(end);
    return this;
  }

  /**
   * @param index of the image in the split
   * @param pixels [side, side, 3]
   */
  void add(int index, byte[] pixels) throws IOException {
    ShardFormat.write(channel, ByteBuffer.wrap(pixels));
    digest.add(pixels);
    records++;
    next = index + 1;
  }

  boolean isFull() {
    return records == planned.records();
  }

  UnfinishedStore.Shard soFar() {
    return shard(planned.records());
  }

  private UnfinishedStore.Shard shard(int of) {
    return new UnfinishedStore.Shard(file.toFile().getName(), records, of, next, digest.soFar());
  }

  /** Writes the header, whether or not all records that were planned have come. */
  UnfinishedStore.Shard finish() throws IOException {
    channel.position(0);
    ShardFormat.write(channel, new ShardFormat(planned.side(), records, planned.first()).header());
    close();
    return shard(records);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
