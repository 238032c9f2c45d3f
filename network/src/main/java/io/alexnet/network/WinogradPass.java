package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.HostProduct.Matrix;
import java.nio.FloatBuffer;
import java.util.Arrays;
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

  private final ImageShape from;
  private final ImageShape to;
  private final int groups;
  private final int values;
  private final int down;
  private final int across;
  private final int side;
  private final int padding;
  private final Reused<TileTransform> spread;
  private final Reused<TileTransform> adjoint;
  private final Reused<TileTransform> gather;

  WinogradPass(WinogradTile tile, ImageShape from, ImageShape to, int padding, int groups) {
    this.from = from;
    this.to = to;
    this.groups = groups;
    this.padding = padding;
    side = tile.outputs();
    values = tile.values() * tile.values();
    down = (to.height() + side - 1) / side;
    across = (to.width() + side - 1) / side;
    spread = new Reused<>(() -> new TileTransform(tile.input(), from.channels()));
    gather = new Reused<>(() -> new TileTransform(tile.output(), to.channels()));
    double[][] transposed = WinogradTile.transposed(tile.output());
    adjoint = new Reused<>(() -> new TileTransform(transposed, to.channels()));
  }

  /**
   * Overwrites {@code y} with the filters' sums over {@code x}.
   *
   * @param filters [values, channels of y, channels of x in a group], or {@code crosswise} [values,
   *     channels of x, channels of y in a group]
   * @param finish what is done to y's rows before they are written
   * @param scratch gives arrays of a shape that live until this returns
   */
  void convolve(
      INDArray x,
      INDArray filters,
      boolean crosswise,
      INDArray y,
      Epilogue finish,
      Function<long[], INDArray> scratch) {
    int in = from.channels() / groups;
    int out = to.channels() / groups;
    int batch = (int) x.size(0);
    INDArray before = scratch.apply(matrices(from, batch));
    INDArray after = scratch.apply(matrices(to, batch));
    for (int first = 0; first < batch; first += round(batch)) {
      int images = Math.min(round(batch), batch - first);
      int tiles = images * down * across;
      read(spread, x, from, padding, first, images, before);
      HostFloats.parallel(
          values * groups,
          unit -> {
            Matrix a = columns(before, from, tiles, unit);
            Matrix c = columns(after, to, tiles, unit);
            long start = (long) unit * in * out;
            if (crosswise) {
              HostProduct.write(tiles, out, in, a, Matrix.of(filters, start, out), c, 0);
            } else {
              HostProduct.writeByTransposed(tiles, out, in, a, Matrix.of(filters, start, in), c, 0);
            }
          });
      write(after, first, images, y, finish);
    }
  }

  /**
   * Overwrites the gradient of the filters' values.
   *
   * @param sums [values, channels of y, channels of x in a group]
   */
  void correlate(INDArray x, INDArray dy, INDArray sums, Function<long[], INDArray> scratch) {
    int in = from.channels() / groups;
    int out = to.channels() / groups;
    int batch = (int) x.size(0);
    INDArray before = scratch.apply(matrices(from, batch));
    INDArray after = scratch.apply(matrices(to, batch));
    for (int first = 0; first < batch; first += round(batch)) {
      int images = Math.min(round(batch), batch - first);
      int tiles = images * down * across;
      float keep = first == 0 ? 0 : 1;
      read(spread, x, from, padding, first, images, before);
      read(adjoint, dy, to, 0, first, images, after);
      HostFloats.parallel(
          values * groups,
          unit -> {
            Matrix a = columns(after, to, tiles, unit);
            Matrix b = columns(before, from, tiles, unit);
            Matrix c = Matrix.of(sums, (long) unit * in * out, in);
            HostProduct.writeTransposed(out, in, tiles, a, b, c, keep);
          });
    }
  }

  /** Images to a round. */
  private int round(int batch) {
    int image = values * down * across * (from.channels() + to.channels());
    return Math.max(1, Math.min(batch, ROUND_VALUES / image));
  }

  /** Shape of the matrices of a round: [values, tiles, channels]. */
  private long[] matrices(ImageShape maps, int batch) {
    return new long[] {values, (long) round(batch) * down * across, maps.channels()};
  }

  /** A group's columns of the matrix of one of the values. */
  private Matrix columns(INDArray matrices, ImageShape maps, int tiles, int unit) {
    int channels = maps.channels();
    int group = unit % groups * (channels / groups);
    long start = (long) (unit / groups) * tiles * channels + group;
    return Matrix.of(matrices, start, channels);
  }

  private void read(
      Reused<TileTransform> transforms,
      INDArray maps,
      ImageShape shape,
      int padding,
      int first,
      int images,
      INDArray matrices) {
    FloatBuffer source = HostFloats.of(maps);
    FloatBuffer target = HostFloats.of(matrices);
    int tiles = images * down * across;
    int channels = shape.channels();
    HostFloats.parallel(
        tiles,
        tile ->
            transforms.use(
                transform -> {
                  read(source, shape, padding, first, tile, transform.from);
                  transform.run();
                  for (int p = 0; p < values; p++) {
                    target.put((p * tiles + tile) * channels, transform.to[p]);
                  }
                }));
  }

  /** A tile of the maps, with zeros for what lies outside. */
  private void read(
      FloatBuffer maps, ImageShape shape, int padding, int first, int tile, float[][] values) {
    int edge = (int) Math.sqrt(values.length);
    int image = first + tile / (down * across);
    int top = tile / across % down * side - padding;
    int left = tile % across * side - padding;
    for (int i = 0; i < values.length; i++) {
      int y = top + i / edge;
      int x = left + i % edge;
      if (y >= 0 && y < shape.height() && x >= 0 && x < shape.width()) {
        maps.get(position(shape, image, y, x), values[i]);
      } else {
        Arrays.fill(values[i], 0);
      }
    }
  }

  private void write(INDArray matrices, int first, int images, INDArray maps, Epilogue finish) {
    FloatBuffer source = HostFloats.of(matrices);
    FloatBuffer target = HostFloats.of(maps);
    int tiles = images * down * across;
    HostFloats.parallel(
        tiles,
        tile ->
            gather.use(
                transform -> {
                  for (int p = 0; p < values; p++) {
                    source.get((p * tiles + tile) * to.channels(), transform.from[p]);
                  }
                  transform.run();
                  write(transform.to, first, tile, target, finish);
                }));
  }

  /** A tile to the maps; what reaches over their edge is dropped. */
  private void write(float[][] values, int first, int tile, FloatBuffer maps, Epilogue finish) {
    int image = first + tile / (down * across);
    int top = tile / across % down * side;
    int left = tile % across * side;
    for (int i = 0; i < values.length; i++) {
      int y = top + i / side;
      int x = left + i % side;
      if (y < to.height() && x < to.width()) {
        finish.apply(values[i]);
        maps.put(position(to, image, y, x), values[i]);
      }
    }
  }

  private static int position(ImageShape shape, int image, int y, int x) {
    return ((image * shape.height() + y) * shape.width() + x) * shape.channels();
  }
}
