package io.alexnet.ingest;

/**
 * Eigenvalues and eigenvectors of a symmetric 3x3 matrix by Jacobi's rotations.
 *
 * <p>Only additions, multiplications, divisions and square roots, which IEEE 754 fixes to the bit,
 * in a fixed order: every machine gives the same result.
 */
final class SymmetricEigen {
  private static final int N = 3;
  private static final int SWEEPS = 32;

  private final double[][] matrix;
  private final double[][] vectors = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  /**
   * @param symmetric 3x3; copied
   */
  SymmetricEigen(double[][] symmetric) {
    matrix = new double[][] {symmetric[0].clone(), symmetric[1].clone(), symmetric[2].clone()};
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      rotate(0, 1);
      rotate(0, 2);
      rotate(1, 2);
    }
    sort(0, 1);
    sort(0, 2);
    sort(1, 2);
    for (int column = 0; column < N; column++) {
      pointUp(column);
    }
  }

  /** Makes the element at (p, q) zero by a rotation in the plane of p and q. */
  private void rotate(int p, int q) {
    if (matrix[p][q] == 0) {
      return;
    }
    double slope = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
    double tangent = Math.copySign(1, slope) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
    double cosine = 1 / Math.sqrt(tangent * tangent + 1);
    double sine = tangent * cosine;
    for (int k = 0; k < N; k++) {
      turn(matrix[k], p, q, cosine, sine);
      turn(vectors[k], p, q, cosine, sine);
    }
    double[] rowP = matrix[p].clone();
    double[] rowQ = matrix[q].clone();
    for (int k = 0; k < N; k++) {
      matrix[p][k] = cosine * rowP[k] - sine * rowQ[k];
      matrix[q][k] = sine * rowP[k] + cosine * rowQ[k];
    }
    matrix[p][q] = 0;
    matrix[q][p] = 0;
  }

  private static void turn(double[] row, int p, int q, double cosine, double sine) {
    double atP = row[p];
    double atQ = row[q];
    row[p] = cosine * atP - sine * atQ;
    row[q] = sine * atP + cosine * atQ;
  }

  /** Puts the larger of two eigenvalues first. */
  private void sort(int first, int second) {
    if (matrix[first][first] < matrix[second][second]) {
      double value = matrix[first][first];
      matrix[first][first] = matrix[second][second];
      matrix[second][second] = value;
      for (double[] row : vectors) {
        double component = row[first];
        row[first] = row[second];
        row[second] = component;
      }
    }
  }

  /** Chooses the sign by which the largest component of an eigenvector is positive. */
  private void pointUp(int column) {
    double largest = 0;
    for (double[] row : vectors) {
      largest = Math.abs(row[column]) > Math.abs(largest) ? row[column] : largest;
    }
    for (double[] row : vectors) {
      row[column] = largest < 0 ? 0 - row[column] : row[column];
    }
  }

  /** Three, descending. */
  double[] values() {
    return new double[] {matrix[0][0], matrix[1][1], matrix[2][2]};
  }

  /**
   * 3x3 row-major; column k, of length 1, belongs to value k; its largest component is positive.
   */
  double[] vectors() {
    double[] flat = new double[N * N];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = vectors[i / N][i % N];
    }
    return flat;
  }
}
