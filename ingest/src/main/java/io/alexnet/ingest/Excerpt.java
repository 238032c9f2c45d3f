package io.alexnet.ingest;

import java.util.Arrays;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Chosen parts of a file, and bytes that stand for others, one after the other, as one stream for a
 * reader. Copies nothing.
 */
final class Excerpt extends ImageInputStreamImpl {
  private final byte[] file;

  /** The file that each part is cut from. */
  private byte[][] owners = new byte[8][];

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
    if (parts > 0
        && owners[parts - 1] == file
        && sources[parts - 1] + end - starts[parts - 1] == from) {
      starts[parts] = end + to - from;
    } else {
      add(file, from, to);
    }
  }

  /** Appends bytes that are not in the file. */
  void add(byte[] bytes) {
    add(bytes, 0, bytes.length);
  }

  /** Appends the parts of another excerpt. */
  void add(Excerpt other) {
    for (int i = 0; i < other.parts; i++) {
      add(
          other.owners[i],
          other.sources[i],
          other.sources[i] + other.starts[i + 1] - other.starts[i]);
    }
  }

  private void add(byte[] owner, int from, int to) {
    int end = starts[parts];
    if (parts == sources.length) {
      owners = Arrays.copyOf(owners, 2 * parts);
      sources = Arrays.copyOf(sources, 2 * parts);
      starts = Arrays.copyOf(starts, 2 * parts + 1);
    }
    owners[parts] = owner;
    sources[parts++] = from;
    starts[parts] = end + to - from;
  }

  /** All of it, copied. */
  byte[] bytes() {
    byte[] bytes = new byte[starts[parts]];
    for (int i = 0; i < parts; i++) {
      System.arraycopy(owners[i], sources[i], bytes, starts[i], starts[i + 1] - starts[i]);
    }
    return bytes;
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
    System.arraycopy(owners[part], sources[part] + position - starts[part], target, offset, count);
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
