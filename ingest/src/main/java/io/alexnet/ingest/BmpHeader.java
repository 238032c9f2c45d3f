package io.alexnet.ingest;

import javax.imageio.IIOException;

/** Whether a BMP file holds its pixels itself. */
final class BmpHeader {
  private static final int LENGTH = 14;
  private static final int SHORTEST = 12;
  private static final int COMPRESSION = 30;
  private static final int FIRST_THAT_WRAPS = 4;

  private BmpHeader() {}

  /**
   * The file as it is.
   *
   * @throws IIOException if it wraps a JPEG or PNG file: a reader would decode that one, of any
   *     size, unasked
   */
  static Excerpt own(byte[] file) throws IIOException {
    // The shortest header knows no compression.
    if (file.length > COMPRESSION
        && file[LENGTH] != SHORTEST
        && file[COMPRESSION] >= FIRST_THAT_WRAPS) {
      throw new IIOException("BMP with another file inside, or of unknown compression");
    }
    Excerpt whole = new Excerpt(file);
    whole.add(0, file.length);
    return whole;
  }
}
