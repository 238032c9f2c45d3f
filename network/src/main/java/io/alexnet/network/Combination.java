package io.alexnet.network;

import java.util.stream.IntStream;

/**
 * A small matrix of constants M applied to arrays: array i of the result is the sum of M_ij x_j.
 */
final class Combination {
  /**
   * The longest sum in one loop; a longer one the compiler of Java 17 does not turn into vector
   * instructions.
   */
  private static final int LONGEST = 5;

  private static final int SHORTEST = 3;

  private final int columns;
  private final int[][] terms;
  private final float[][] factors;

  Combination(double[][] matrix) {
    columns = matrix[0].length;
    terms = new int[matrix.length][];
    factors = new float[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      double[] row = matrix[i];
      int[] used = IntStream.range(0, columns).filter(j -> row[j] != 0).toArray();
      // What fills up a short sum has the factor zero, on an array that is at hand anyway.
      terms[i] = new int[Math.max(SHORTEST, used.length)];
      factors[i] = new float[terms[i].length];
      for (int t = 0; t < terms[i].length; t++) {
        terms[i][t] = used[Math.min(t, used.length - 1)];
        factors[i][t] = t < used.length ? (float) row[used[t]] : 0;
      }
    }
  }

  /** Arrays that it makes. */
  int rows() {
    return terms.length;
  }

  /** Arrays that it takes. */
  int columns() {
    return columns;
  }

  /**
   * @param from {@link #columns()} arrays
   * @param to {@link #rows()} other arrays, overwritten
   * @param length how much of the arrays
   */
  void apply(float[][] from, float[][] to, int length) {
    for (int i = 0; i < terms.length; i++) {
      apply(terms[i], factors[i], from, to[i], length);
    }
  }

  private static void apply(int[] terms, float[] factors, float[][] from, float[] sum, int length) {
    int first = terms.length <= LONGEST ? terms.length : SHORTEST + terms.length % 3;
    float[] a = from[terms[0]];
    float[] b = from[terms[1]];
    float[] c = from[terms[2]];
    switch (first) {
      case 3 -> write(factors[0], a, factors[1], b, factors[2], c, sum, length);
      case 4 ->
          write(
              factors[0], a, factors[1], b, factors[2], c, factors[3], from[terms[3]], sum, length);
      default -> {
        float[] d = from[terms[3]];
        float[] e = from[terms[4]];
        write(
            factors[0], a, factors[1], b, factors[2], c, factors[3], d, factors[4], e, sum, length);
      }
    }
    for (int t = first; t < terms.length; t += 3) {
      float[] x = from[terms[t]];
      float[] y = from[terms[t + 1]];
      float[] z = from[terms[t + 2]];
      add(factors[t], x, factors[t + 1], y, factors[t + 2], z, sum, length);
    }
  }

  // The compiler vectorises loops over whole arrays, not those over parts that begin somewhere.

  private static void write(
      float p, float[] a, float q, float[] b, float r, float[] c, float[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = p * a[i] + q * b[i] + r * c[i];
    }
  }

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

  private static void write(
      float p,
      float[] a,
      float q,
      float[] b,
      float r,
      float[] c,
      float s,
      float[] d,
      float t,
      float[] e,
      float[] sum,
      int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = p * a[i] + q * b[i] + r * c[i] + s * d[i] + t * e[i];
    }
  }

  private static void add(
      float p, float[] a, float q, float[] b, float r, float[] c, float[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += p * a[i] + q * b[i] + r * c[i];
    }
  }
}
