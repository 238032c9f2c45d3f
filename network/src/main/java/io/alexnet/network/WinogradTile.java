package io.alexnet.network;

import java.util.Arrays;

/**
 * The three constant matrices of Winograd's algorithm F(m x m, r x r): with d a tile of the input,
 * (m + r - 1) squared, and g a filter, A^T [(G g G^T) * (B^T d B)] A is the m x m outputs, and the
 * product in the middle is value by value.
 *
 * <p>Made by Toom's and Cook's construction: a filter and an output are polynomials, multiplied at
 * m + r - 2 points and infinity. The points are those whose rounding errors were found least: small
 * powers of two with both signs (Barabasz et al., Error analysis and improving the accuracy of
 * Winograd convolution for deep neural networks, 2020).
 */
final class WinogradTile {
  private static final double[] POINTS = {0, 1, -1, 2, -0.5, 0.5, -2};

  /** Values along one axis that are multiplied; more would lose accuracy. */
  static final int MOST_VALUES = POINTS.length + 1;

  private final int outputs;
  private final double[][] input;
  private final double[][] filter;
  private final double[][] output;

  /**
   * @param outputs m, at least 1
   * @param taps r; {@code m + r - 1} is at least 2 and at most {@link #MOST_VALUES}
   */
  WinogradTile(int outputs, int taps) {
    this.outputs = outputs;
    int n = outputs + taps - 1;
    double[] points = Arrays.copyOf(POINTS, n - 1);
    filter = new double[n][taps];
    output = new double[outputs][n];
    input = new double[n][n];
    for (int i = 0; i < n - 1; i++) {
      double[] others = product(points, i);
      System.arraycopy(others, 0, input[i], 0, others.length);
      double scale = at(others, points[i]);
      for (int k = 0; k < taps; k++) {
        filter[i][k] = Math.pow(points[i], k) / scale;
      }
      for (int k = 0; k < outputs; k++) {
        output[k][i] = Math.pow(points[i], k);
      }
    }
    input[n - 1] = product(points, -1);
    filter[n - 1][taps - 1] = 1;
    output[outputs - 1][n - 1] = 1;
  }

  /** Coefficients, lowest first, of the product of x - p over the points but one. */
  private static double[] product(double[] points, int leftOut) {
    double[] polynomial = {1};
    for (int i = 0; i < points.length; i++) {
      if (i != leftOut) {
        double[] longer = new double[polynomial.length + 1];
        for (int k = 0; k < polynomial.length; k++) {
          longer[k] -= points[i] * polynomial[k];
          longer[k + 1] += polynomial[k];
        }
        polynomial = longer;
      }
    }
    return polynomial;
  }

  private static double at(double[] polynomial, double x) {
    double value = 0;
    for (int k = polynomial.length - 1; k >= 0; k--) {
      value = value * x + polynomial[k];
    }
    return value;
  }

  /** m: outputs along one axis. */
  int outputs() {
    return outputs;
  }

  /** m + r - 1: inputs along one axis, and values multiplied. */
  int values() {
    return input.length;
  }

  /** B^T. */
  double[][] input() {
    return input;
  }

  /** G. */
  double[][] filter() {
    return filter;
  }

  /** A^T. */
  double[][] output() {
    return output;
  }

  static double[][] transposed(double[][] matrix) {
    double[][] turned = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < turned.length; j++) {
        turned[j][i] = matrix[i][j];
      }
    }
    return turned;
  }
}
