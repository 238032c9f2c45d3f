package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.awt.image.Raster;

/**
 * The four raw samples of a CMYK or YCCK JPEG as RGB, the way libjpeg and Pillow do it: samples are
 * inverted (Adobe's habit, and every other program's since), profiles are ignored. Not left to the
 * reader, which would pick whatever CMYK profile the machine has.
 */
final class CmykPixels {
  private CmykPixels() {}

  /**
   * @param raster four bands of 8 bits as stored
   * @param ycck whether the first three are Y, Cb, Cr
   */
  static RgbImage of(Raster raster, boolean ycck) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
    int[] row = new int[width * 4];
    int target = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        if (ycck) {
          toInvertedCmy(row, i);
        }
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          rgb[target++] = (byte) (row[i + 3] - scaled(255 - row[i + channel], row[i + 3]));
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** libjpeg's fixed-point YCC to RGB (jdcolor.c), complemented. */
  private static void toInvertedCmy(int[] row, int i) {
    int luma = row[i];
    int blueness = row[i + 1] - 128;
    int redness = row[i + 2] - 128;
    int half = 1 << 15;
    row[i] = 255 - clamped(luma + ((91881 * redness + half) >> 16));
    row[i + 1] = 255 - clamped(luma + ((-22554 * blueness - 46802 * redness + half) >> 16));
    row[i + 2] = 255 - clamped(luma + ((116130 * blueness + half) >> 16));
  }

  private static int clamped(int level) {
    return Math.max(0, Math.min(255, level));
  }

  /** a * b / 255, rounded. */
  private static int scaled(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }
}
