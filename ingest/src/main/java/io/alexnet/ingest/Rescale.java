package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A picture of any size to a square one: the shorter side to the wanted length, then the middle of
 * the longer side (paper, section 2).
 *
 * <p>The arithmetic is Pillow's, integer for integer: the same bytes as torchvision's {@code
 * Resize(side)} and {@code CenterCrop(side)} give on a Pillow image, but only the crop is computed.
 */
final class Rescale {
  private static final int BITS = ResampleWeights.PRECISION_BITS;
  private static final int HALF = 1 << (BITS - 1);
  private static final int CHANNELS = RgbImage.CHANNELS;

  private Rescale() {}

  /**
   * @return side x side; the image itself if it has that size already
   */
  static RgbImage toSquare(RgbImage image, int side) {
    int width = image.width();
    int height = image.height();
    if (width == side && height == side) {
      return image;
    }
    return toSquare(width, height, y -> new Strip(0, image), side);
  }

  /**
   * Some whole rows of an image.
   *
   * @param top number of the first
   * @param rows as wide as the image
   */
  record Strip(int top, RgbImage rows) {}

  /**
   * An image that is not held as a whole.
   *
   * @param strips gives a strip with a certain row; asked for rows from the top downwards
   * @return side x side
   */
  static RgbImage toSquare(int width, int height, IntFunction<Strip> strips, int side) {
    int shorter = Math.min(width, height);
    var across = weights(width, shorter, 1, side);
    var down = weights(height, shorter, 1, side);
    return new RgbImage(side, side, filter(strips, across, down, side));
  }

  /**
   * The filter along one axis of a picture, from what the reader made of it to the square.
   *
   * @param length of the picture along that axis
   * @param shorter length of the picture's shorter axis
   * @param reduction how many pixels the reader made one of, the last perhaps of fewer
   */
  static ResampleWeights weights(int length, int shorter, int reduction, int side) {
    long scaled = (long) side * length / shorter;
    int samples = (length + reduction - 1) / reduction;
    double scale = (double) length / scaled / reduction;
    return new ResampleWeights(samples, scale, cropOffset(scaled, side), side);
  }

  /** Python's round((length - side) / 2): halves go to the even number. */
  private static long cropOffset(long length, int side) {
    return (long) Math.rint((length - side) / 2.0);
  }

  /** Rows are filtered across when first needed and kept in a ring while they are. */
  private static byte[] filter(
      IntFunction<Strip> strips, ResampleWeights across, ResampleWeights down, int side) {
    int[][] ring = new int[down.taps()][side * CHANNELS];
    int[] sums = new int[side * CHANNELS];
    byte[] out = new byte[side * side * CHANNELS];
    int next = down.first(0);
    for (int y = 0; y < side; y++) {
      int first = down.first(y);
      for (; next < first + down.count(y); next++) {
        Strip strip = strips.apply(next);
        filterRow(strip.rows(), next - strip.top(), across, ring[next % ring.length]);
      }
      Arrays.fill(sums, HALF);
      for (int k = 0; k < down.count(y); k++) {
        addWeighted(sums, ring[(first + k) % ring.length], down.rounded()[y * down.taps() + k]);
      }
      store(sums, out, y * side * CHANNELS);
    }
    return out;
  }

  private static void filterRow(RgbImage image, int y, ResampleWeights across, int[] row) {
    byte[] pixels = image.pixels();
    int length = image.width() * CHANNELS;
    int start = y * length;
    int reach = length + across.taps() * CHANNELS;
    if (start + (long) reach > pixels.length) {
      // Weights of zero are multiplied with what lies behind the row: let something lie there.
      pixels = Arrays.copyOf(Arrays.copyOfRange(pixels, start, start + length), reach);
      start = 0;
    }
    Arrays.fill(row, HALF);
    for (int group = 0; group < across.taps(); group += ResampleWeights.GROUP) {
      addGroup(pixels, start + group * CHANNELS, across, group, row);
    }
    for (int i = 0; i < row.length; i++) {
      row[i] = Math.min(row[i] >> BITS, 255);
    }
  }

  /**
   * Three source pixels for every output pixel, spelt out: short inner loops cost ten times more.
   */
  private static void addGroup(
      byte[] pixels, int start, ResampleWeights across, int group, int[] row) {
    int[] weights = across.rounded();
    int[] first = across.first();
    int taps = across.taps();
    for (int x = 0; x < row.length / CHANNELS; x++) {
      int p = start + first[x] * CHANNELS;
      int w = x * taps + group;
      int a = weights[w];
      int b = weights[w + 1];
      int c = weights[w + 2];
      row[x * CHANNELS] += weighted(pixels, p, a, b, c);
      row[x * CHANNELS + 1] += weighted(pixels, p + 1, a, b, c);
      row[x * CHANNELS + 2] += weighted(pixels, p + 2, a, b, c);
    }
  }

  private static int weighted(byte[] pixels, int p, int a, int b, int c) {
    return (pixels[p] & 0xff) * a
        + (pixels[p + CHANNELS] & 0xff) * b
        + (pixels[p + 2 * CHANNELS] & 0xff) * c;
  }

  private static void addWeighted(int[] sums, int[] row, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static void store(int[] sums, byte[] out, int start) {
    for (int i = 0; i < sums.length; i++) {
      out[start + i] = (byte) Math.min(sums[i] >> BITS, 255);
    }
  }

  /**
   * The same filter on a square float picture, without rounding to grey levels.
   *
   * @param planes [3, from, from]
   * @return fresh, [3, to, to]
   */
  static float[] planes(float[] planes, int from, int to) {
    var weights = new ResampleWeights(from, (double) from / to, 0, to);
    double[] narrow = new double[CHANNELS * from * to];
    for (int row = 0; row < CHANNELS * from; row++) {
      for (int x = 0; x < to; x++) {
        for (int k = 0; k < weights.count(x); k++) {
          narrow[row * to + x] +=
              planes[row * from + weights.first(x) + k] * weights.exact()[x * weights.taps() + k];
        }
      }
    }
    return downwards(narrow, weights, from, to);
  }

  private static float[] downwards(double[] narrow, ResampleWeights weights, int from, int to) {
    float[] out = new float[CHANNELS * to * to];
    for (int i = 0; i < out.length; i++) {
      int plane = i / (to * to);
      int y = i / to % to;
      int x = i % to;
      double sum = 0;
      for (int k = 0; k < weights.count(y); k++) {
        int row = plane * from + weights.first(y) + k;
        sum += narrow[row * to + x] * weights.exact()[y * weights.taps() + k];
      }
      out[i] = (float) sum;
    }
    return out;
  }
}
