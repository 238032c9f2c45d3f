package io.alexnet.network;

/**
 * A matrix of constants applied to square tiles from both sides: X becomes M X M^T, for every
 * channel at once. Holds one tile; for one thread at a time.
 */
final class TileTransform {
  private final float[][] matrix;
  private final int channels;
  private final float[][] half;

  /** The tile's values, row by row, each an array of its channels: to be filled. */
  final float[][] from;

  /** The transformed tile in the same order, once {@link #run} has returned. */
  final float[][] to;

  TileTransform(double[][] matrix, int channels) {
    int rows = matrix.length;
    int columns = matrix[0].length;
    this.matrix = padded(matrix);
    this.channels = channels;
    from = new float[columns * columns][channels];
    half = new float[rows * columns][channels];
    to = new float[rows * rows][channels];
  }

  /** Rounded, with zeros behind each row to make it a multiple of four. */
  private static float[][] padded(double[][] matrix) {
    float[][] rounded = new float[matrix.length][(matrix[0].length + 3) / 4 * 4];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        rounded[i][j] = (float) matrix[i][j];
      }
    }
    return rounded;
  }

  void run() {
    int rows = matrix.length;
    int columns = half.length / rows;
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        combine(matrix[i], from, j, columns, columns, half[i * columns + j]);
      }
    }
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < rows; k++) {
        combine(matrix[k], half, i * columns, 1, columns, to[i * rows + k]);
      }
    }
  }

  /** The sum of {@code terms} arrays, {@code step} apart, each times its factor. */
  private void combine(
      float[] factors, float[][] arrays, int first, int step, int terms, float[] sum) {
    for (int t = 0; t < terms; t += 4) {
      // Beyond the last the factors are zero.
      int last = first + (terms - 1) * step;
      float[] a = arrays[first + t * step];
      float[] b = arrays[Math.min(first + (t + 1) * step, last)];
      float[] c = arrays[Math.min(first + (t + 2) * step, last)];
      float[] d = arrays[Math.min(first + (t + 3) * step, last)];
      if (t == 0) {
        write(factors[0], a, factors[1], b, factors[2], c, factors[3], d, sum, channels);
      } else {
        add(factors[t], a, factors[t + 1], b, factors[t + 2], c, factors[t + 3], d, sum, channels);
      }
    }
  }

  // The compiler vectorises loops over whole arrays, not those over parts that begin somewhere.

  private static void write(
      float p,
      float[] a,
      float q,
      float[] b,
      float r,
      float[] c,
      float s,
      float[] d,
      float[] sum,
      int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = p * a[i] + q * b[i] + r * c[i] + s * d[i];
    }
  }

  private static void add(
      float p,
      float[] a,
      float q,
      float[] b,
      float r,
      float[] c,
      float s,
      float[] d,
      float[] sum,
      int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += p * a[i] + q * b[i] + r * c[i] + s * d[i];
    }
  }
}
