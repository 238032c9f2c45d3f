package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.HostProduct.Matrix;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * From maps to maps through Winograd's values, in rounds of some images: their tiles are
 * transformed, for each value of a tile a matrix product sums over the channels, and the products
 * are transformed back. A group's channels are columns of the same matrices.
 */
final class WinogradPass {
  /** Values of both matrices of a round: few enough to stay in the last-level cache. */
  private static final int ROUND_VALUES = 4 << 20;

  private final int in;
  private final int out;
  private final int groups;
  private final TileGrid grid;
  private final int values;
  private final TileReader spread;
  private final TileReader adjoint;
  private final TileWriter gather;

  /**
   * @param square side of the squares of x that count as a pixel
   * @param padding in squares
   */
  WinogradPass(
      WinogradTile tile, ImageShape from, ImageShape to, int square, int padding, int groups) {
    in = square * square * from.channels();
    out = to.channels();
    this.groups = groups;
    grid = TileGrid.over(to, tile.outputs());
    values = tile.values() * tile.values();
    spread = new TileReader(new Combination(tile.input()), grid, from, square, padding);
    gather = new TileWriter(new Combination(tile.output()), grid, to);
    Combination transposed = new Combination(WinogradTile.transposed(tile.output()));
    adjoint = new TileReader(transposed, grid, to, 1, 0);
  }

  /**
   * Overwrites {@code y} with the filters' sums over {@code x}.
   *
   * @param filters [values, channels of y, channels of x in a group], or {@code crosswise} [values,
   *     channels of x, channels of y in a group]
   * @param finish what is done to y's pixels before they are written
   * @param scratch gives arrays of a shape that live until this returns
   */
  void convolve(
      INDArray x,
      INDArray filters,
      boolean crosswise,
      INDArray y,
      Epilogue finish,
      Function<long[], INDArray> scratch) {
    int k = in / groups;
    int n = out / groups;
    int batch = (int) x.size(0);
    INDArray before = scratch.apply(matrices(in, batch));
    INDArray after = scratch.apply(matrices(out, batch));
    for (int first = 0; first < batch; first += round(batch)) {
      int images = Math.min(round(batch), batch - first);
      int tiles = images * grid.tiles();
      spread.read(x, first, images, before);
      HostFloats.parallel(
          values * groups,
          unit -> {
            Matrix a = columns(before, in, tiles, unit);
            Matrix c = columns(after, out, tiles, unit);
            long start = (long) unit * k * n;
            if (crosswise) {
              HostProduct.write(tiles, n, k, a, Matrix.of(filters, start, n), c, 0);
            } else {
              HostProduct.writeByTransposed(tiles, n, k, a, Matrix.of(filters, start, k), c, 0);
            }
          });
      gather.write(after, first, images, y, finish);
    }
  }

  /**
   * Overwrites the gradient of the filters' values.
   *
   * @param sums [values, channels of y, channels of x in a group]
   */
  void correlate(INDArray x, INDArray dy, INDArray sums, Function<long[], INDArray> scratch) {
    int k = in / groups;
    int n = out / groups;
    int batch = (int) x.size(0);
    INDArray before = scratch.apply(matrices(in, batch));
    INDArray after = scratch.apply(matrices(out, batch));
    for (int first = 0; first < batch; first += round(batch)) {
      int images = Math.min(round(batch), batch - first);
      int tiles = images * grid.tiles();
      float keep = first == 0 ? 0 : 1;
      spread.read(x, first, images, before);
      adjoint.read(dy, first, images, after);
      HostFloats.parallel(
          values * groups,
          unit -> {
            Matrix a = columns(after, out, tiles, unit);
            Matrix b = columns(before, in, tiles, unit);
            Matrix c = Matrix.of(sums, (long) unit * k * n, k);
            HostProduct.writeTransposed(n, k, tiles, a, b, c, keep);
          });
    }
  }

  /** Images to a round. */
  private int round(int batch) {
    int image = values * grid.tiles() * (in + out);
    return Math.max(1, Math.min(batch, ROUND_VALUES / image));
  }

  /** Shape of the matrices of a round: [values, tiles, channels]. */
  private long[] matrices(int channels, int batch) {
    return new long[] {values, (long) round(batch) * grid.tiles(), channels};
  }

  /** A group's columns of the matrix of one of the values. */
  private Matrix columns(INDArray matrices, int channels, int tiles, int unit) {
    int group = unit % groups * (channels / groups);
    long start = (long) (unit / groups) * tiles * channels + group;
    return Matrix.of(matrices, start, channels);
  }
}
