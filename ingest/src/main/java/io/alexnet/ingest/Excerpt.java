package io.alexnet.ingest;

import java.util.Arrays;
import javax.imageio.stream.ImageInputStreamImpl;

/** Chosen parts of a file, one after the other, as one stream for a reader. Copies nothing. */
final class Excerpt extends ImageInputStreamImpl {
  private final byte[] file;

  /** Where each part begins in the file. */
  private int[] sources = new int[8];

  /** Where each part begins in this stream, and after the last one where the stream ends. */
  private int[] starts = new int[9];

  private int parts;
  private int current;

  Excerpt(byte[] file) {
    this.file = file;
  }

  /**
   * Appends a part.
   *
   * @param from first byte
   * @param to after the last byte
   */
  void add(int from, int to) {
    int end = starts[parts];
    if (parts > 0 && sources[parts - 1] + end - starts[parts - 1] == from) {
      starts[parts] = end + to - from;
      return;
    }
    if (parts == sources.length) {
      sources = Arrays.copyOf(sources, 2 * parts);
      starts = Arrays.copyOf(starts, 2 * parts + 1);
    }
    sources[parts++] = from;
    starts[parts] = end + to - from;
  }

  @Override
  public long length() {
    return starts[parts];
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= length()) {
      return -1;
    }
    int position = (int) streamPos;
    int part = partAt(position);
    int count = Math.min(length, starts[part + 1] - position);
    System.arraycopy(file, sources[part] + position - starts[part], target, offset, count);
    streamPos += count;
    return count;
  }

  private int partAt(int position) {
    if (position < starts[current] || position >= starts[current + 1]) {
      int found = Arrays.binarySearch(starts, 0, parts, position);
      current = found >= 0 ? found : -found - 2;
    }
    return current;
  }
}
