package io.alexnet.ingest;

import com.sun.jna.Pointer;
import io.alexnet.common.RgbImage;
import java.util.Arrays;

/**
 * What {@link Rescale} does, faster and not to the last grey level: weights of eight bits, two
 * samples in the halves of one int, and for both axes the same sums of whole lines, of which the
 * compiler makes vector code, with the picture turned over between them.
 *
 * <p>A pixel is an int: red in its lowest byte, then green and blue. Red and blue are the halves of
 * {@code pixel & HALVES}, green is the lower half of {@code pixel >>> 8 & HALVES}. Weights sum to
 * 256, so that 255 times them and the half that rounds stay within 16 bits.
 */
final class PackedRescale {
  static final int PIXEL_BYTES = Integer.BYTES;

  private static final int HALVES = 0x00ff00ff;
  private static final int ROUNDING = 0x00800080;
  private static final int WEIGHT_SUM = 256;

  /** Ints in a line of the processor's cache, the unit in which pixels are turned over. */
  private static final int BLOCK = 16;

  private PackedRescale() {}

  /**
   * The square whose pixels are means of a picture's by the weights along its axes.
   *
   * @param pixels of the picture, row by row, in native memory
   * @param rowLength pixels in a row
   * @param across weights of {@code side} columns
   * @param down weights of {@code side} rows
   */
  static RgbImage toSquare(
      Pointer pixels, int rowLength, ResampleWeights across, ResampleWeights down, int side) {
    int[][] rows = window(pixels, rowLength, across, down, side);
    int[][] columns = filtered(turned(filtered(rows, down, side)), across, side);
    return new RgbImage(side, side, bytes(columns));
  }

  /** The part of the picture that counts: as far as the weights reach. */
  private static int[][] window(
      Pointer pixels, int rowLength, ResampleWeights across, ResampleWeights down, int side) {
    int[][] rows = new int[length(down, side)][length(across, side)];
    for (int y = 0; y < rows.length; y++) {
      long start = (long) (down.first(0) + y) * rowLength + across.first(0);
      pixels.read(start * PIXEL_BYTES, rows[y], 0, rows[y].length);
    }
    return rows;
  }

  private static int length(ResampleWeights weights, int outputs) {
    return weights.first(outputs - 1) + weights.count(outputs - 1) - weights.first(0);
  }

  /** Weighted means of neighbouring lines, the first at the first weight. */
  private static int[][] filtered(int[][] lines, ResampleWeights weights, int outputs) {
    int length = lines[0].length;
    int[] redBlue = new int[length];
    int[] green = new int[length];
    int[][] means = new int[outputs][length];
    for (int i = 0; i < outputs; i++) {
      int[] ofLine = weights.ofSum(i, WEIGHT_SUM);
      Arrays.fill(redBlue, ROUNDING);
      Arrays.fill(green, ROUNDING);
      for (int k = 0; k < ofLine.length; k++) {
        int[] line = lines[weights.first(i) - weights.first(0) + k];
        addRedAndBlue(line, ofLine[k], redBlue);
        addGreen(line, ofLine[k], green);
      }
      merge(redBlue, green, means[i]);
    }
    return means;
  }

  private static void addRedAndBlue(int[] line, int weight, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += (line[x] & HALVES) * weight;
    }
  }

  private static void addGreen(int[] line, int weight, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += (line[x] >>> 8 & HALVES) * weight;
    }
  }

  private static void merge(int[] redBlue, int[] green, int[] pixels) {
    for (int x = 0; x < pixels.length; x++) {
      pixels[x] = (redBlue[x] >>> 8 & HALVES) | (green[x] & ~HALVES);
    }
  }

  /** Rows to columns. */
  private static int[][] turned(int[][] rows) {
    int[][] columns = new int[rows[0].length][rows.length];
    for (int top = 0; top < rows.length; top += BLOCK) {
      int end = Math.min(top + BLOCK, rows.length);
      for (int x = 0; x < columns.length; x++) {
        int[] column = columns[x];
        for (int y = top; y < end; y++) {
          column[y] = rows[y][x];
        }
      }
    }
    return columns;
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
