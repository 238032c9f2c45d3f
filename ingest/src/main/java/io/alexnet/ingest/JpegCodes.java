package io.alexnet.ingest;

import java.io.IOException;
import javax.imageio.IIOException;

/** A Huffman table of a JPEG file. */
final class JpegCodes {
  private static final int LONGEST = 16;

  private final byte[] lengths;
  private final byte[] values;

  /**
   * @param lengths how many codes have 1, 2, ... 16 bits
   * @param values in the order of their codes
   */
  JpegCodes(byte[] lengths, byte[] values) {
    this.lengths = lengths;
    this.values = values;
  }

  /**
   * Reads one code.
   *
   * @return its value, 0 to 255
   * @throws IOException if no code has the next bits
   */
  int next(JpegBits bits) throws IOException {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 0; length < LONGEST; length++) {
      code = code << 1 | bits.next();
      int count = lengths[length] & 0xff;
      if (code - first < count) {
        return values[index + code - first] & 0xff;
      }
      index += count;
      first = (first + count) << 1;
    }
    throw new IIOException("damaged: bad Huffman code");
  }
}
