package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOException;

/** The EXIF tag that says how a camera was held, 1 to 8. */
final class ExifOrientation {
  /** Row 0 is the top, column 0 the left. */
  static final int UPRIGHT = 1;

  /** There is no orientation, or one that makes no sense. */
  static final int NONE = 0;

  private static final int TAG = 0x0112;
  private static final int TYPE_SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private ExifOrientation() {}

  /**
   * @param tiff EXIF data, which has the form of a TIFF file
   * @return 1 to 8, or {@link #NONE}
   */
  static int find(byte[] tiff) {
    if (tiff.length < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) {
      return NONE;
    }
    ByteBuffer buffer = ByteBuffer.wrap(tiff);
    buffer.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = buffer.getInt(4) & 0xffffffffL;
    if (directory + 2 > tiff.length) {
      return NONE;
    }
    int entries = buffer.getShort((int) directory) & 0xffff;
    for (long entry = directory + 2; entries > 0; entries--, entry += ENTRY_BYTES) {
      if (entry + ENTRY_BYTES > tiff.length) {
        return NONE;
      }
      if ((buffer.getShort((int) entry) & 0xffff) == TAG) {
        return valueAt(buffer, (int) entry);
      }
    }
    return NONE;
  }

  /**
   * The orientation that a file of any format notes.
   *
   * @return 1 to 8; 1 if there is none
   */
  static int of(byte[] file) {
    try {
      int found = NONE;
      ImageFormat format = ImageFormat.of(file).orElse(ImageFormat.BMP);
      if (format == ImageFormat.JPEG) {
        found = JpegHeader.of(file).orientation();
      } else if (format == ImageFormat.PNG) {
        found = find(PngChunks.exif(file));
      } else if (format == ImageFormat.WEBP) {
        found = find(WebpChunks.exif(file));
      } else if (format == ImageFormat.TIFF) {
        found = find(file);
      }
      return found == NONE ? UPRIGHT : found;
    } catch (IIOException e) {
      return UPRIGHT;
    }
  }

  private static int valueAt(ByteBuffer buffer, int entry) {
    int value = buffer.getShort(entry + 8);
    boolean sound = buffer.getShort(entry + 2) == TYPE_SHORT && value >= 1 && value <= 8;
    return sound ? value : NONE;
  }

  /**
   * Turns and mirrors the picture so that it stands upright.
   *
   * @param orientation 1 to 8
   * @return the image itself for 1, otherwise fresh
   */
  static RgbImage apply(RgbImage image, int orientation) {
    if (orientation == UPRIGHT) {
      return image;
    }
    boolean sideways = orientation >= 5;
    int width = sideways ? image.height() : image.width();
    int height = sideways ? image.width() : image.height();
    // Which edge of the stored picture the first column and the first row of the upright one are.
    boolean mirroredX =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean mirroredY =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    byte[] out = new byte[image.pixels().length];
    int target = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = sideways ? y : x;
        int row = sideways ? x : y;
        int sourceX = mirroredX ? image.width() - 1 - column : column;
        int sourceY = mirroredY ? image.height() - 1 - row : row;
        int source = (sourceY * image.width() + sourceX) * RgbImage.CHANNELS;
        out[target++] = image.pixels()[source];
        out[target++] = image.pixels()[source + 1];
        out[target++] = image.pixels()[source + 2];
      }
    }
    return new RgbImage(width, height, out);
  }
}
