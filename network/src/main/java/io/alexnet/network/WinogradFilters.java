package io.alexnet.network;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Filters [out, channels, kernel, kernel] to Winograd's values [values squared, out, channels of a
 * square of pixels], and the gradient of those back to that of the filters.
 */
final class WinogradFilters {
  private final int kernel;
  private final int square;
  private final int inputs;
  private final int channels;
  private final Reused<TileTransform> spread;
  private final Reused<TileTransform> gather;

  /**
   * @param kernel side of a filter; where it is no multiple of {@code square}, zeros follow
   * @param square side of the squares of the input that count as a pixel
   * @param inputs channels of the input that a filter sees
   */
  WinogradFilters(WinogradTile tile, int kernel, int square, int inputs) {
    this.kernel = kernel;
    this.square = square;
    this.inputs = inputs;
    channels = square * square * inputs;
    Combination matrix = new Combination(tile.filter());
    Combination transposed = new Combination(WinogradTile.transposed(tile.filter()));
    spread = new Reused<>(() -> new TileTransform(matrix, channels));
    gather = new Reused<>(() -> new TileTransform(transposed, channels));
  }

  /**
   * @param turned whether filters are turned by half a turn, as for the input's gradient
   */
  void transform(INDArray filters, boolean turned, INDArray result) {
    FloatBuffer from = HostFloats.of(filters);
    FloatBuffer to = HostFloats.of(result);
    int count = (int) filters.size(0);
    HostFloats.parallel(
        count,
        f ->
            spread.use(
                tile -> {
                  read(from, f, turned, tile.from);
                  tile.run(channels);
                  int value = 0;
                  for (float[][] row : tile.to) {
                    for (float[] values : row) {
                      to.put((value++ * count + f) * channels, values, 0, channels);
                    }
                  }
                }));
  }

  private void read(FloatBuffer filters, int f, boolean turned, float[][][] taps) {
    float[] filter = new float[inputs * kernel * kernel];
    filters.get(f * filter.length, filter);
    for (int i = 0; i < kernel; i++) {
      for (int j = 0; j < kernel; j++) {
        int y = turned ? kernel - 1 - i : i;
        int x = turned ? kernel - 1 - j : j;
        float[] values = taps[y / square][x / square];
        int first = channel(y, x);
        for (int c = 0; c < inputs; c++) {
          values[first + c] = filter[(c * kernel + i) * kernel + j];
        }
      }
    }
  }

  /** The first of a tap's channels in its square. */
  private int channel(int y, int x) {
    return (y % square * square + x % square) * inputs;
  }

  void gradient(INDArray sums, INDArray filters) {
    FloatBuffer from = HostFloats.of(sums);
    FloatBuffer to = HostFloats.of(filters);
    int count = (int) filters.size(0);
    HostFloats.parallel(
        count,
        f ->
            gather.use(
                tile -> {
                  int value = 0;
                  for (float[][] row : tile.from) {
                    for (float[] values : row) {
                      from.get((value++ * count + f) * channels, values, 0, channels);
                    }
                  }
                  tile.run(channels);
                  write(tile.to, to, f);
                }));
  }

  private void write(float[][][] taps, FloatBuffer filters, int f) {
    float[] filter = new float[inputs * kernel * kernel];
    for (int i = 0; i < kernel; i++) {
      for (int j = 0; j < kernel; j++) {
        float[] values = taps[i / square][j / square];
        int first = channel(i, j);
        for (int c = 0; c < inputs; c++) {
          filter[(c * kernel + i) * kernel + j] = values[first + c];
        }
      }
    }
    filters.put(f * filter.length, filter);
  }
}
