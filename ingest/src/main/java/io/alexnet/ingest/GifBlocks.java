package io.alexnet.ingest;

import javax.imageio.IIOException;

/**
 * The first picture of a GIF file without comments and other extensions, which a reader would
 * gather in a time that grows with the square of their size.
 */
final class GifBlocks {
  private static final int SCREEN_BYTES = 13;
  private static final int PICTURE_BYTES = 10;
  private static final int EXTENSION = 0x21;
  private static final int PICTURE = 0x2c;

  private final byte[] file;

  private GifBlocks(byte[] file) {
    this.file = file;
  }

  /**
   * @throws IIOException if the file ends before its first picture
   */
  static Excerpt firstPicture(byte[] file) throws IIOException {
    return new GifBlocks(file).firstPicture();
  }

  private Excerpt firstPicture() throws IIOException {
    Excerpt kept = new Excerpt(file);
    int position = SCREEN_BYTES + paletteBytes(10);
    kept.add(0, Math.min(position, file.length));
    while (at(position) == EXTENSION) {
      position = afterBlocks(position + 2);
    }
    if (at(position) != PICTURE) {
      throw new IIOException("damaged: no picture after the header");
    }
    // The code size, one byte, stands between the palette and the data.
    int end = afterBlocks(position + PICTURE_BYTES + paletteBytes(position + 9) + 1);
    kept.add(position, Math.min(end, file.length));
    return kept;
  }

  /** Of the palette that the flags at a position announce. */
  private int paletteBytes(int position) throws IIOException {
    int flags = at(position);
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /** Where a row of blocks ends, each with its length before it, the last one empty. */
  private int afterBlocks(int first) {
    int position = first;
    while (position < file.length && file[position] != 0) {
      position += 1 + (file[position] & 0xff);
    }
    return position + 1;
  }

  private int at(int position) throws IIOException {
    if (position >= file.length) {
      throw new IIOException("damaged: no picture after the header");
    }
    return file[position] & 0xff;
  }
}
