package io.alexnet.ingest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOException;

/** The header of a BMP file, and the file with a header that the JDK's reader understands. */
final class BmpHeader {
  private static final int FILE_HEADER = 14;
  private static final int OFFSET = 10;
  private static final int SHORTEST = 12;
  private static final int USUAL = 40;
  private static final int OS2 = 64;
  private static final int BITS = 28;
  private static final int COMPRESSION = 30;
  private static final int COLOURS = 46;
  private static final int MASKS = 3;
  private static final int MASK_BYTES = 12;
  private static final int FIRST_THAT_WRAPS = 4;
  private static final int ENTRY_BYTES = 4;

  private final byte[] file;
  private final ByteBuffer bytes;
  private final int length;

  private BmpHeader(byte[] file) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    this.length = bytes.getInt(FILE_HEADER);
  }

  /**
   * The file with the header of Windows instead of OS/2's second one, and with the pixels' true
   * place where the file says nothing of it or forgets its palette, as Pillow reads it.
   *
   * @throws IIOException if it is too short, or wraps a JPEG or PNG file: a reader would decode
   *     that one, of any size, unasked
   */
  static Excerpt understood(byte[] file) throws IIOException {
    if (file.length < FILE_HEADER + USUAL) {
      throw new IIOException("damaged: no image after the header");
    }
    return new BmpHeader(file).understood();
  }

  private Excerpt understood() throws IIOException {
    if (length != SHORTEST && (file[COMPRESSION] & 0xff) >= FIRST_THAT_WRAPS) {
      throw new IIOException("BMP with another file inside, or of unknown compression");
    }
    boolean os2 = length == OS2;
    byte[] head = Arrays.copyOf(file, FILE_HEADER + (os2 ? USUAL : 0));
    ByteBuffer edited = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    edited.putInt(OFFSET, offset() - (os2 ? OS2 - USUAL : 0));
    if (os2) {
      edited.putInt(FILE_HEADER, USUAL);
    }
    Excerpt excerpt = new Excerpt(file);
    excerpt.add(head);
    excerpt.add(FILE_HEADER + (os2 ? OS2 : 0), file.length);
    return excerpt;
  }

  /** Where the pixels begin. */
  private int offset() {
    int said = bytes.getInt(OFFSET);
    if (length == SHORTEST || length < 0) {
      return said;
    }
    boolean forgotten = said == FILE_HEADER + length && paletteBytes() > 0;
    int masks = length == USUAL && bytes.getInt(COMPRESSION) == MASKS ? MASK_BYTES : 0;
    return said == 0 || forgotten ? FILE_HEADER + length + masks + paletteBytes() : said;
  }

  private int paletteBytes() {
    int bits = bytes.getShort(BITS);
    int colours = bytes.getInt(COLOURS);
    if (bits < 1 || bits > 8) {
      return 0;
    }
    return ENTRY_BYTES * (colours > 0 && colours < 1 << bits ? colours : 1 << bits);
  }
}
