package io.alexnet.ingest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The chunks of a WebP file. */
final class WebpChunks {
  private static final int FIRST = 12;
  private static final int HEAD_BYTES = 8;
  private static final byte[] EXIF = "EXIF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NAME = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private WebpChunks() {}

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
