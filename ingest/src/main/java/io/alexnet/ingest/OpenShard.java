package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * The shard that is being written. Its header comes last, so that no half of a shard looks like a
 * whole one; the digest begins with the header that is planned. One thread; close it on every path.
 */
final class OpenShard implements AutoCloseable {
  private final Path file;
  private final ShardFormat planned;
  private final MessageDigest digest;
  private final FileChannel channel;
  private int records;
  private int next;

  private OpenShard(Path file, ShardFormat planned, MessageDigest digest) throws IOException {
    this.file = file;
    this.planned = planned;
    this.digest = digest;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  static OpenShard begin(Path file, ShardFormat planned) throws IOException {
    MessageDigest digest = DurableFiles.sha256();
    digest.update(planned.header());
    return new OpenShard(file, planned, digest).cutAt(0);
  }

  /**
   * Goes on after the records that are there.
   *
   * @param digest of the planned header and those records; given up by the caller
   */
  static OpenShard goOn(
      Path file, ShardFormat planned, UnfinishedStore.Shard there, MessageDigest digest)
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
    write(ByteBuffer.wrap(pixels));
    digest.update(pixels);
    records++;
    next = index + 1;
  }

  boolean isFull() {
    return records == planned.records();
  }

  UnfinishedStore.Shard soFar() {
    return shard(planned.records(), FileDigest.soFar(digest));
  }

  private UnfinishedStore.Shard shard(int of, String sha256) {
    return new UnfinishedStore.Shard(file.toFile().getName(), records, of, next, sha256);
  }

  /** Writes the header, whether or not all records that were planned have come. */
  UnfinishedStore.Shard finish() throws IOException {
    channel.position(0);
    write(new ShardFormat(planned.side(), records, planned.first()).header());
    close();
    return isFull() ? soFar() : shard(records, DurableFiles.sha256(file));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
