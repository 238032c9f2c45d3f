package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.awt.image.Raster;
import javax.imageio.IIOException;

/**
 * The first image of a GIF file on its canvas, as Pillow shows it. Comments and other extensions
 * are left out, which a reader would gather in a time that grows with the square of their size.
 */
final class GifBlocks {
  private static final int SCREEN_BYTES = 13;
  private static final int SCREEN_SIZE = 6;
  private static final int SCREEN_FLAGS = 10;
  private static final int IMAGE_BYTES = 10;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int IMAGE = 0x2c;
  private static final int COLOURS = 256;

  private final byte[] file;
  private final Excerpt kept;

  /** Position of the image's descriptor. */
  private int image;

  /** The colour of the canvas beside the image: the transparent one, or the first one. */
  private int background;

  /**
   * @throws IIOException if the file ends before its first image
   */
  GifBlocks(byte[] file) throws IIOException {
    this.file = file;
    this.kept = new Excerpt(file);
    int position = SCREEN_BYTES + paletteBytes(SCREEN_FLAGS);
    kept.add(0, Math.min(position, file.length));
    while (at(position) == EXTENSION) {
      if (at(position + 1) == GRAPHIC_CONTROL && (at(position + 3) & 1) != 0) {
        background = at(position + 6);
      }
      position = afterBlocks(position + 2);
    }
    if (at(position) != IMAGE) {
      throw noImage();
    }
    image = position;
    // The code size, one byte, stands between the palette and the data.
    int end = afterBlocks(position + IMAGE_BYTES + paletteBytes(position + 9) + 1);
    kept.add(position, Math.min(end, file.length));
  }

  private static IIOException noImage() {
    return new IIOException("damaged: no image after the header");
  }

  /** The file without extensions, up to the end of its first image. */
  Excerpt firstImage() {
    return kept;
  }

  /** The canvas is at least as large as the screen and as what the image covers. */
  int width() throws IIOException {
    return Math.max(number(SCREEN_SIZE), number(image + 1) + number(image + 5));
  }

  int height() throws IIOException {
    return Math.max(number(SCREEN_SIZE + 2), number(image + 3) + number(image + 7));
  }

  /**
   * @param indices the image's, into its palette
   */
  RgbImage onCanvas(Raster indices) throws IIOException {
    int[] palette = palette();
    int width = width();
    int height = height();
    byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
    for (int i = 0; i < width * height; i++) {
      put(rgb, i, palette[background]);
    }
    int left = number(image + 1);
    int top = number(image + 3);
    int[] row = new int[indices.getWidth()];
    for (int y = 0; y < indices.getHeight(); y++) {
      indices.getSamples(0, y, row.length, 1, 0, row);
      for (int x = 0; x < row.length; x++) {
        put(rgb, (top + y) * width + left + x, palette[row[x]]);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static void put(byte[] rgb, int pixel, int colour) {
    rgb[3 * pixel] = (byte) (colour >> 16);
    rgb[3 * pixel + 1] = (byte) (colour >> 8);
    rgb[3 * pixel + 2] = (byte) colour;
  }

  /** The image's own or the file's, and grey levels where that ends. */
  private int[] palette() throws IIOException {
    boolean own = paletteBytes(image + 9) > 0;
    int from = own ? image + IMAGE_BYTES : SCREEN_BYTES;
    int bytes = paletteBytes(own ? image + 9 : SCREEN_FLAGS);
    int[] palette = new int[COLOURS];
    for (int i = 0; i < COLOURS; i++) {
      int at = from + 3 * i;
      palette[i] = 3 * i < bytes ? at(at) << 16 | at(at + 1) << 8 | at(at + 2) : i * 0x010101;
    }
    return palette;
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

  private int number(int position) throws IIOException {
    return at(position) | at(position + 1) << 8;
  }

  private int at(int position) throws IIOException {
    if (position >= file.length) {
      throw noImage();
    }
    return file[position] & 0xff;
  }
}
