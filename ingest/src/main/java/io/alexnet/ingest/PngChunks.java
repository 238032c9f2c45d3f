package io.alexnet.ingest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * A PNG file without what does not concern its colours: comments, profiles and transparency, which
 * are dropped anyway, and of which a reader would keep copies as large as the file.
 */
final class PngChunks {
  private static final int HEADER = 0x49484452; // IHDR
  private static final int PALETTE = 0x504c5445; // PLTE
  private static final int DATA = 0x49444154; // IDAT
  private static final int EXIF = 0x65584966; // eXIf
  private static final int END = 0x49454e44; // IEND

  private static final int SIGNATURE_BYTES = 8;

  /** Length, type and checksum. */
  private static final int BYTES_BESIDE_DATA = 12;

  private static final int DEPTH = 24;
  private static final int COLOURS = 25;
  private static final int HAS_ALPHA = 4;

  private PngChunks() {}

  /** Whether a pixel is more than three bytes: samples have 16 bits, or there is alpha. */
  static boolean isHeavy(byte[] file) {
    return file.length > COLOURS && (file[DEPTH] == 16 || (file[COLOURS] & HAS_ALPHA) != 0);
  }

  /** EXIF data; empty if there is none. */
  static byte[] exif(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int position = SIGNATURE_BYTES;
    while (position + BYTES_BESIDE_DATA <= file.length) {
      int length = bytes.getInt(position);
      if (length < 0 || length > file.length - position - BYTES_BESIDE_DATA) {
        break;
      }
      if (bytes.getInt(position + 4) == EXIF) {
        return Arrays.copyOfRange(file, position + 8, position + 8 + length);
      }
      position += BYTES_BESIDE_DATA + length;
    }
    return new byte[0];
  }

  /**
   * @throws IIOException if there is a chunk before the picture's data that the file does not hold
   */
  static Excerpt withoutMetadata(byte[] file) throws IIOException {
    Excerpt kept = new Excerpt(file);
    kept.add(0, SIGNATURE_BYTES);
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int position = SIGNATURE_BYTES;
    while (position + BYTES_BESIDE_DATA <= file.length) {
      int length = bytes.getInt(position);
      int type = bytes.getInt(position + 4);
      boolean whole = length >= 0 && length <= file.length - position - BYTES_BESIDE_DATA;
      if (!whole && type != DATA) {
        throw new IIOException("damaged: a chunk does not end within the file");
      }
      int end = whole ? position + BYTES_BESIDE_DATA + length : file.length;
      if (type == HEADER || type == PALETTE || type == DATA || type == END) {
        kept.add(position, end);
      }
      if (type == END) {
        break;
      }
      position = end;
    }
    return kept;
  }
}
