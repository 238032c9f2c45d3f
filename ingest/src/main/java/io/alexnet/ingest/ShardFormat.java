package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The layout of a shard: a header of 32 bytes, then records of {@code side * side * 3} bytes.
 * docs/store-format.md describes it byte by byte.
 *
 * @param side of the images in pixels
 * @param records images in this shard
 * @param first position in the split of the first of them
 */
record ShardFormat(int side, int records, int first) {
  static final int HEADER_BYTES = 32;
  static final int VERSION = 1;

  /** Largest size of a shard: what one memory map holds with room to spare. */
  static final long MAX_BYTES = 1L << 30;

  /** The JDK copies what it transfers; a piece and its copy stay in a core's own cache. */
  private static final int PIECE_BYTES = 32 * 1024;

  private static final byte[] MAGIC = "ALEXSHRD".getBytes(StandardCharsets.US_ASCII);

  static String fileName(String split, int number, int side) {
    return String.format(Locale.ROOT, "%s-%05d.a%d", split, number, side);
  }

  static int recordBytes(int side) {
    return side * side * RgbImage.CHANNELS;
  }

  /** How many records a full shard of at most that size holds, at least one. */
  static int recordsPerShard(int side, long maxBytes) {
    return (int) Math.max(1, (maxBytes - HEADER_BYTES) / recordBytes(side));
  }

  /** Size of the whole file. */
  long fileBytes() {
    return bytesOf(records);
  }

  /** Size of the header and the first {@code count} records. */
  long bytesOf(int count) {
    return HEADER_BYTES + (long) count * recordBytes(side);
  }

  /** The header's bytes, ready to be read. */
  ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putInt(VERSION).putInt(side).putInt(records).putInt(first);
    return header.rewind();
  }

  /**
   * Fills {@code target} from where the channel stands, and makes it ready to be read.
   *
   * @throws EOFException if there is less
   */
  static ByteBuffer read(FileChannel shard, ByteBuffer target) throws IOException {
    for (int end = target.limit(); target.position() < end; ) {
      if (shard.read(target.limit(endOfPiece(target, end))) < 0) {
        throw new EOFException();
      }
    }
    return target.flip();
  }

  /** Writes all of {@code bytes} from where the channel stands. */
  static void write(FileChannel shard, ByteBuffer bytes) throws IOException {
    for (int end = bytes.limit(); bytes.position() < end; ) {
      shard.write(bytes.limit(endOfPiece(bytes, end)));
    }
  }

  private static int endOfPiece(ByteBuffer bytes, int end) {
    return Math.min(end, bytes.position() + PIECE_BYTES);
  }
}
