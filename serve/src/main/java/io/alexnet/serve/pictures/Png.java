package io.alexnet.serve.pictures;

import io.alexnet.common.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Writes PNG files: signature, header, one block of pixels, end (ISO 15948). */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int BIT_DEPTH = 8;
  private static final int RGB = 2;

  private Png() {}

  static byte[] encode(RgbImage image) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream png = new DataOutputStream(bytes);
      png.write(SIGNATURE);
      chunk(png, "IHDR", header(image));
      chunk(png, "IDAT", pixels(image));
      chunk(png, "IEND", new byte[0]);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] header(RgbImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(bytes);
    header.writeInt(image.width());
    header.writeInt(image.height());
    header.writeByte(BIT_DEPTH);
    header.writeByte(RGB);
    // Deflate, no other filters, not interlaced.
    header.write(new byte[3]);
    return bytes.toByteArray();
  }

  /** Each row after a zero, which says that it is not filtered. */
  private static byte[] pixels(RgbImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int row = RgbImage.CHANNELS * image.width();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      for (int y = 0; y < image.height(); y++) {
        deflater.write(0);
        deflater.write(image.pixels(), y * row, row);
      }
    }
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream png, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    png.writeInt(data.length);
    png.write(name);
    png.write(data);
    png.writeInt((int) checksum.getValue());
  }
}
