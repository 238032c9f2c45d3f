package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Transforms tiles of maps, which may overlap, to matrices: X becomes M X M^T. What counts as a
 * pixel may be a square of pixels, whose channels are those of all of them, row by row.
 */
final class TileReader {
  private final Combination matrix;
  private final TileGrid grid;
  private final ImageShape maps;
  private final int square;
  private final int padding;
  private final int channels;
  private final int strip;
  private final Reused<Strip> strips = new Reused<>(Strip::new);

  /**
   * @param matrix M, with as many columns as a tile has pixels along a side
   * @param grid of the tiles' upper left corners
   * @param square side of the squares that count as a pixel
   * @param padding how many of them above and left of the maps the first tile begins; what a tile
   *     has outside the maps is zero
   */
  TileReader(Combination matrix, TileGrid grid, ImageShape maps, int square, int padding) {
    this.matrix = matrix;
    this.grid = grid;
    this.maps = maps;
    this.square = square;
    this.padding = padding;
    channels = square * square * maps.channels();
    strip = grid.strip(matrix.rows() * matrix.columns() * channels);
  }

  /**
   * @param first of the images that are read
   * @param matrices overwritten: [values of a transformed tile, tiles of all images, channels]
   */
  void read(INDArray x, int first, int images, INDArray matrices) {
    FloatBuffer source = HostFloats.of(x);
    FloatBuffer target = HostFloats.of(matrices);
    int distance = images * grid.tiles() * channels;
    int across = grid.strips(strip);
    HostFloats.parallel(
        images * across,
        unit ->
            strips.use(
                one -> {
                  one.image = unit / across;
                  one.left = unit % across * strip;
                  one.read(source, first, target, distance);
                }));
  }

  /** Some neighbouring columns of tiles of one image, for one thread at a time. */
  private final class Strip {
    private final int side = matrix.columns();
    private final float[][] pixels = new float[side][strip * channels];

    /** The last rows of pixels, transformed along the row: row y is at y modulo the side. */
    private final float[][][] rows = new float[side][matrix.rows()][strip * channels];

    private final float[][] column = new float[side][];
    private final float[][] values = new float[matrix.rows()][strip * channels];
    private int image;
    private int left;
    private int tiles;

    void read(FloatBuffer source, int first, FloatBuffer target, int distance) {
      tiles = Math.min(strip, grid.across() - left);
      int next = -padding;
      for (int i = 0; i < grid.down(); i++) {
        int top = i * grid.side() - padding;
        for (int y = Math.max(top, next); y < top + side; y++) {
          readRow(source, first + image, y);
        }
        next = top + side;
        int tile = (image * grid.down() + i) * grid.across() + left;
        transform(top, target, tile * channels, distance);
      }
    }

    private void readRow(FloatBuffer source, int n, int y) {
      float[][] row = rows[Math.floorMod(y, side)];
      if (y < 0 || y * square >= maps.height()) {
        for (float[] value : row) {
          Arrays.fill(value, 0);
        }
        return;
      }
      for (int j = 0; j < side; j++) {
        for (int t = 0; t < tiles; t++) {
          readPixel(source, n, y, (left + t) * grid.side() + j - padding, pixels[j], t * channels);
        }
      }
      matrix.apply(pixels, row, tiles * channels);
    }

    private void readPixel(FloatBuffer source, int n, int y, int x, float[] values, int at) {
      int width = square * maps.channels();
      int present = Math.min(square, maps.width() - x * square) * maps.channels();
      for (int i = 0; i < square; i++) {
        int length = x >= 0 && y * square + i < maps.height() ? Math.max(0, present) : 0;
        int row = n * maps.height() + y * square + i;
        int start = at + i * width;
        if (length > 0) {
          source.get((row * maps.width() + x * square) * maps.channels(), values, start, length);
        }
        Arrays.fill(values, start + length, start + width, 0);
      }
    }

    private void transform(int top, FloatBuffer target, int position, int distance) {
      for (int k = 0; k < values.length; k++) {
        for (int i = 0; i < side; i++) {
          column[i] = rows[Math.floorMod(top + i, side)][k];
        }
        matrix.apply(column, values, tiles * channels);
        for (int i = 0; i < values.length; i++) {
          int value = i * values.length + k;
          target.put(value * distance + position, values[i], 0, tiles * channels);
        }
      }
    }
  }
}
