package io.alexnet.ingest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The chunks of a WebP file. */
final class WebpChunks {
  private static final int FIRST = 12;
  private static final int HEAD_BYTES = 8;
  private static final int LOSSY_HEAD_BYTES = 10;
  private static final int FRAME_BYTES = 16;
  private static final byte[] EXIF = "EXIF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NAME = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private WebpChunks() {}

  /**
   * The first image of a lossy file: its bitstream is a range of the file.
   *
   * @param from first byte of the bitstream
   * @param to after its last byte, perhaps beyond the file's end
   * @param width pixels
   * @param height pixels
   */
  record Lossy(int from, long to, int width, int height) {}

  /** The first image, if it is a lossy one; of an animation, the first frame. */
  static Optional<Lossy> lossy(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long position = FIRST;
    while (position + HEAD_BYTES + LOSSY_HEAD_BYTES <= file.length) {
      int at = (int) position;
      String name = new String(file, at, 4, StandardCharsets.US_ASCII);
      long length = bytes.getInt(at + 4) & 0xffffffffL;
      if (name.equals("VP8L")) {
        return Optional.empty();
      }
      if (name.equals("VP8 ")) {
        int size = at + HEAD_BYTES + 6;
        int width = bytes.getShort(size) & 0x3fff;
        int height = bytes.getShort(size + 2) & 0x3fff;
        return Optional.of(
            new Lossy(at + HEAD_BYTES, position + HEAD_BYTES + length, width, height));
      }
      // A frame is a chunk of chunks.
      position += HEAD_BYTES + (name.equals("ANMF") ? FRAME_BYTES : length + (length & 1));
    }
    return Optional.empty();
  }

  /** EXIF data; empty if there is none. */
  static byte[] exif(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long position = FIRST;
    while (position + HEAD_BYTES <= file.length) {
      int at = (int) position;
      long length = bytes.getInt(at + 4) & 0xffffffffL;
      if (Arrays.equals(file, at, at + 4, EXIF, 0, 4)) {
        int end = (int) Math.min(file.length, position + HEAD_BYTES + length);
        return withoutName(Arrays.copyOfRange(file, at + HEAD_BYTES, end));
      }
      // Chunks begin at even positions.
      position += HEAD_BYTES + length + (length & 1);
    }
    return new byte[0];
  }

  /** Some programs write the name that a JPEG segment has. */
  private static byte[] withoutName(byte[] data) {
    boolean named =
        data.length >= NAME.length && Arrays.equals(data, 0, NAME.length, NAME, 0, NAME.length);
    return named ? Arrays.copyOfRange(data, NAME.length, data.length) : data;
  }
}
