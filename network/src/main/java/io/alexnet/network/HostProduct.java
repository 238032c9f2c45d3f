package io.alexnet.network;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products of matrices in host memory by the OpenBLAS that ND4J brings, each on the thread that
 * calls. Several threads compute different products at the same time: so the parts of an array that
 * one of them wrote are still in its core's cache, and the sums do not depend on how many there
 * are.
 */
final class HostProduct {
  static {
    // ND4J sets the number itself when it loads.
    Nd4j.getBackend();
    blas_set_num_threads(1);
  }

  private static final int COLUMNS = 128;

  private HostProduct() {}

  /**
   * Some rows and columns of a row-major array.
   *
   * @param address of the first value, in host memory; the caller keeps the array reachable
   * @param stride from row to row, in values
   */
  record Matrix(long address, int stride) {
    static Matrix of(INDArray array, long first, int stride) {
      return new Matrix(HostFloats.address(array) + Float.BYTES * first, stride);
    }

    private FloatPointer pointer() {
      return new PagedPointer(address).asFloatPointer();
    }
  }

  /** c = a b, or its sum with {@code keep} times c; a is {@code m x k}, b is {@code k x n}. */
  static void write(int m, int n, int k, Matrix a, Matrix b, Matrix c, float keep) {
    run(CblasNoTrans, CblasNoTrans, m, n, k, a, b, c, keep);
  }

  /** The same with b given as its transpose, {@code n x k}. */
  static void writeByTransposed(int m, int n, int k, Matrix a, Matrix b, Matrix c, float keep) {
    run(CblasNoTrans, CblasTrans, m, n, k, a, b, c, keep);
  }

  /** The same with a given as its transpose, {@code k x m}. */
  static void writeTransposed(int m, int n, int k, Matrix a, Matrix b, Matrix c, float keep) {
    run(CblasTrans, CblasNoTrans, m, n, k, a, b, c, keep);
  }

  /** Overwrites c with a times the transpose of b, on all cores: each computes some columns. */
  static void writeByTransposed(INDArray a, INDArray b, INDArray c) {
    int m = (int) a.size(0);
    int k = (int) a.size(1);
    int n = (int) b.size(0);
    int parts = (n + COLUMNS - 1) / COLUMNS;
    HostFloats.parallel(
        parts,
        part -> {
          int first = part * COLUMNS;
          writeByTransposed(
              m,
              Math.min(COLUMNS, n - first),
              k,
              Matrix.of(a, 0, k),
              Matrix.of(b, (long) first * k, k),
              Matrix.of(c, first, n),
              0);
        });
  }

  private static void run(
      int turnA, int turnB, int m, int n, int k, Matrix a, Matrix b, Matrix c, float keep) {
    cblas_sgemm(
        CblasRowMajor,
        turnA,
        turnB,
        m,
        n,
        k,
        1,
        a.pointer(),
        a.stride,
        b.pointer(),
        b.stride,
        keep,
        c.pointer(),
        c.stride);
  }
}
