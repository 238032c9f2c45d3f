package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.util.Arrays;

/**
 * What {@link Rescale} does, faster and not to the last grey level: weights of eight bits, two
 * samples in the halves of one int, and for both axes the same sums of whole lines, of which the
 * compiler makes vector code, with the picture turned over between them.
 *
 * <p>An int holds four samples: the first and third are the halves of {@code line & HALVES}, the
 * others those of {@code line >>> 8 & HALVES}. Weights sum to 256, so that 255 times them and the
 * half that rounds stay within 16 bits. Rows are filtered as they come, four samples to an int,
 * whatever pixels those belong to; a column has an int for each pixel, red in its lowest byte.
 */
final class PackedRescale {
  private static final int HALVES = 0x00ff00ff;
  private static final int ROUNDING = 0x00800080;
  private static final int WEIGHT_SUM = 256;
  private static final int GREY_TO_RGB = 0x010101;

  /** Ints in a line of the processor's cache, the unit in which pixels are turned over. */
  private static final int BLOCK = 16;

  private PackedRescale() {}

  /**
   * The square whose pixels are means of a picture's by the weights along its axes.
   *
   * @param across weights of {@code side} columns
   * @param down weights of {@code side} rows
   */
  static RgbImage toSquare(
      PixelRows pixels, ResampleWeights across, ResampleWeights down, int side) {
    int[][] rows = window(pixels, across, down, side);
    int[][] columns = columns(filtered(rows, down, side), length(across, side), pixels);
    return new RgbImage(side, side, bytes(filtered(columns, across, side)));
  }

  /** The part of the picture that counts: as far as the weights reach. */
  private static int[][] window(
      PixelRows pixels, ResampleWeights across, ResampleWeights down, int side) {
    int bytes = length(across, side) * pixels.pixelBytes();
    int[][] rows = new int[length(down, side)][(bytes + Integer.BYTES - 1) / Integer.BYTES];
    long start = (long) across.first(0) * pixels.pixelBytes();
    for (int y = 0; y < rows.length; y++) {
      long row = (long) (down.first(0) + y) * pixels.rowBytes();
      pixels.start().read(row + start, rows[y], 0, rows[y].length);
    }
    return rows;
  }

  private static int length(ResampleWeights weights, int outputs) {
    return weights.first(outputs - 1) + weights.count(outputs - 1) - weights.first(0);
  }

  /** Weighted means of neighbouring lines, the first at the first weight. */
  private static int[][] filtered(int[][] lines, ResampleWeights weights, int outputs) {
    int length = lines[0].length;
    int[] even = new int[length];
    int[] odd = new int[length];
    int[][] means = new int[outputs][length];
    for (int i = 0; i < outputs; i++) {
      int[] ofLine = weights.ofSum(i, WEIGHT_SUM);
      Arrays.fill(even, ROUNDING);
      Arrays.fill(odd, ROUNDING);
      for (int k = 0; k < ofLine.length; k++) {
        int[] line = lines[weights.first(i) - weights.first(0) + k];
        addEven(line, ofLine[k], even);
        addOdd(line, ofLine[k], odd);
      }
      merge(even, odd, means[i]);
    }
    return means;
  }

  private static void addEven(int[] line, int weight, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += (line[x] & HALVES) * weight;
    }
  }

  private static void addOdd(int[] line, int weight, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += (line[x] >>> 8 & HALVES) * weight;
    }
  }

  private static void merge(int[] even, int[] odd, int[] samples) {
    for (int x = 0; x < samples.length; x++) {
      samples[x] = (even[x] >>> 8 & HALVES) | (odd[x] & ~HALVES);
    }
  }

  /** Rows of samples to columns of pixels. */
  private static int[][] columns(int[][] rows, int width, PixelRows pixels) {
    int[][] columns = new int[width][rows.length];
    int[][] block = new int[BLOCK][width];
    for (int top = 0; top < rows.length; top += BLOCK) {
      int end = Math.min(top + BLOCK, rows.length);
      for (int y = top; y < end; y++) {
        unpack(rows[y], pixels.pixelBytes(), block[y - top]);
      }
      for (int x = 0; x < width; x++) {
        int[] column = columns[x];
        for (int y = top; y < end; y++) {
          column[y] = block[y - top][x];
        }
      }
    }
    return columns;
  }

  /** One int for each pixel; its highest byte means nothing. */
  private static void unpack(int[] samples, int pixelBytes, int[] pixels) {
    switch (pixelBytes) {
      case 1 -> unpackGrey(samples, pixels);
      case 3 -> unpackRgb(samples, pixels);
      default -> System.arraycopy(samples, 0, pixels, 0, pixels.length);
    }
  }

  private static void unpackGrey(int[] samples, int[] pixels) {
    for (int x = 0; x < pixels.length; x++) {
      pixels[x] = sample(samples, x) * GREY_TO_RGB;
    }
  }

  /** Four pixels are three ints. */
  private static void unpackRgb(int[] samples, int[] pixels) {
    int whole = pixels.length & ~3;
    for (int x = 0, i = 0; x < whole; x += 4, i += 3) {
      int first = samples[i];
      int second = samples[i + 1];
      int third = samples[i + 2];
      pixels[x] = first;
      pixels[x + 1] = first >>> 24 | second << 8;
      pixels[x + 2] = second >>> 16 | third << 16;
      pixels[x + 3] = third >>> 8;
    }
    for (int x = whole; x < pixels.length; x++) {
      int green = sample(samples, 3 * x + 1);
      int blue = sample(samples, 3 * x + 2);
      pixels[x] = sample(samples, 3 * x) | green << 8 | blue << 16;
    }
  }

  private static int sample(int[] samples, int i) {
    int shift = 8 * (i & 3);
    return (samples[i >> 2] >>> shift) & 0xff;
  }

  /** The columns of a square as red, green, blue bytes, row by row. */
  private static byte[] bytes(int[][] columns) {
    int side = columns.length;
    byte[] rgb = new byte[side * side * RgbImage.CHANNELS];
    for (int left = 0; left < side; left += BLOCK) {
      int end = Math.min(left + BLOCK, side);
      for (int y = 0; y < side; y++) {
        int target = (y * side + left) * RgbImage.CHANNELS;
        for (int x = left; x < end; x++, target += RgbImage.CHANNELS) {
          int pixel = columns[x][y];
          rgb[target] = (byte) pixel;
          rgb[target + 1] = (byte) (pixel >>> 8);
          rgb[target + 2] = (byte) (pixel >>> 16);
        }
      }
    }
    return rgb;
  }
}
