package io.alexnet.network;

/**
 * A matrix of constants applied to square tiles from both sides: X becomes M X M^T, for every
 * channel at once, of one tile or of several side by side. For one thread at a time.
 */
final class TileTransform {
  private final Combination matrix;
  private final float[][][] half;
  private final float[][] column;
  private final float[][] result;

  /** The tile's values, row by row, each an array of channels: to be filled. */
  final float[][][] from;

  /** The transformed tile in the same order, once {@link #run} has returned. */
  final float[][][] to;

  /**
   * @param channels at most; those of all tiles that are transformed at the same time
   */
  TileTransform(Combination matrix, int channels) {
    this.matrix = matrix;
    int rows = matrix.rows();
    int columns = matrix.columns();
    from = new float[columns][columns][channels];
    half = new float[columns][rows][channels];
    column = new float[columns][];
    result = new float[rows][];
    to = new float[rows][rows][channels];
  }

  /**
   * @param channels how many of them
   */
  void run(int channels) {
    for (int i = 0; i < from.length; i++) {
      matrix.apply(from[i], half[i], channels);
    }
    for (int k = 0; k < to.length; k++) {
      for (int i = 0; i < column.length; i++) {
        column[i] = half[i][k];
      }
      for (int i = 0; i < result.length; i++) {
        result[i] = to[i][k];
      }
      matrix.apply(column, result, channels);
    }
  }
}
