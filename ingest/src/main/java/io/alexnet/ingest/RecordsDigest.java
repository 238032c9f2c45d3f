package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * What tells whether a shard's records are those that were written: the SHA-256 of their CRC-32Cs.
 * A processor takes a record's CRC-32C fifteen times faster than its SHA-256, and whoever writes
 * the shards does so on one thread. Not thread-safe.
 */
final class RecordsDigest {
  private final MessageDigest ofChecksums = DurableFiles.sha256();
  private final CRC32C ofRecord = new CRC32C();
  private final ByteBuffer checksum =
      ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * Reads records, the first where the channel stands.
   *
   * @param side of the images
   * @param count how many to read
   * @param taker gets each record, in memory that the next one overwrites
   * @throws EOFException if there are fewer
   */
  static RecordsDigest read(FileChannel shard, int side, int count, Consumer<byte[]> taker)
      throws IOException {
    RecordsDigest digest = new RecordsDigest();
    ByteBuffer record = ByteBuffer.allocate(ShardFormat.recordBytes(side));
    for (int i = 0; i < count; i++) {
      ShardFormat.read(shard, record.clear());
      digest.add(record.array());
      taker.accept(record.array());
    }
    return digest;
  }

  void add(byte[] record) {
    ofRecord.reset();
    ofRecord.update(record);
    ofChecksums.update(checksum.clear().putInt((int) ofRecord.getValue()).flip());
  }

  /** Of the records so far, in lower-case hexadecimal; more may be added. */
  String soFar() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) ofChecksums.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
