package io.alexnet.ingest;

import java.io.IOException;
import javax.imageio.IIOException;

/** The bits of one restart interval of a JPEG scan. */
final class JpegBits {
  private final byte[] file;

  /** The next byte to take bits from. */
  private int position;

  private int current;
  private int left;

  JpegBits(byte[] file, int from) {
    this.file = file;
    this.position = from;
  }

  /**
   * @throws IOException if a marker or the file's end comes first
   */
  int next() throws IOException {
    if (left == 0) {
      fill();
    }
    left--;
    return current >> left & 1;
  }

  private void fill() throws IOException {
    boolean stuffed =
        position + 1 < file.length && file[position] == (byte) 0xff && file[position + 1] == 0;
    if (position >= file.length || (file[position] == (byte) 0xff && !stuffed)) {
      throw new IIOException("damaged: samples are missing");
    }
    current = file[position] & 0xff;
    position += stuffed ? 2 : 1;
    left = 8;
  }

  /**
   * @param count 0 to 16
   */
  int next(int count) throws IOException {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | next();
    }
    return value;
  }

  /** Position after the last byte of which a bit was taken. */
  int end() {
    return position;
  }
}
