package io.alexnet.network;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Filters [out, in/groups, r, r] to Winograd's values [values squared, out, in/groups], and the
 * gradient of those back to that of the filters.
 */
final class WinogradFilters {
  private final int channels;
  private final int taps;
  private final int values;
  private final Reused<TileTransform> spread;
  private final Reused<TileTransform> gather;

  /**
   * @param channels of the input that a filter sees
   */
  WinogradFilters(WinogradTile tile, int channels) {
    this.channels = channels;
    double[][] matrix = tile.filter();
    taps = matrix[0].length * matrix[0].length;
    values = matrix.length * matrix.length;
    spread = new Reused<>(() -> new TileTransform(matrix, channels));
    gather = new Reused<>(() -> new TileTransform(WinogradTile.transposed(matrix), channels));
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
                  float[] filter = new float[taps * channels];
                  from.get(f * filter.length, filter);
                  for (int tap = 0; tap < taps; tap++) {
                    float[] values = tile.from[turned ? taps - 1 - tap : tap];
                    for (int c = 0; c < channels; c++) {
                      values[c] = filter[c * taps + tap];
                    }
                  }
                  tile.run();
                  for (int p = 0; p < values; p++) {
                    to.put((p * count + f) * channels, tile.to[p]);
                  }
                }));
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
                  for (int p = 0; p < values; p++) {
                    from.get((p * count + f) * channels, tile.from[p]);
                  }
                  tile.run();
                  float[] filter = new float[taps * channels];
                  for (int tap = 0; tap < taps; tap++) {
                    for (int c = 0; c < channels; c++) {
                      filter[c * taps + tap] = tile.to[tap][c];
                    }
                  }
                  to.put(f * filter.length, filter);
                }));
  }
}
