package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Transforms matrices back to tiles of maps, side by side: X becomes M X M^T. */
final class TileWriter {
  private final TileGrid grid;
  private final ImageShape maps;
  private final int strip;
  private final Reused<TileTransform> transforms;

  /**
   * @param matrix M, with as many rows as a tile has pixels along a side
   */
  TileWriter(Combination matrix, TileGrid grid, ImageShape maps) {
    this.grid = grid;
    this.maps = maps;
    strip = grid.strip(matrix.columns() * matrix.columns() * maps.channels());
    transforms = new Reused<>(() -> new TileTransform(matrix, strip * maps.channels()));
  }

  /**
   * @param matrices [values of a tile, tiles of all images, channels]
   * @param first of the images that are written
   * @param y overwritten; what of a tile reaches over its edge is dropped
   * @param finish what is done to pixels before they are written
   */
  void write(INDArray matrices, int first, int images, INDArray y, Epilogue finish) {
    FloatBuffer source = HostFloats.of(matrices);
    FloatBuffer target = HostFloats.of(y);
    int channels = maps.channels();
    int distance = images * grid.tiles() * channels;
    int across = grid.strips(strip);
    HostFloats.parallel(
        images * grid.down() * across,
        unit ->
            transforms.use(
                transform -> {
                  int row = unit / across;
                  int left = unit % across * strip;
                  int tiles = Math.min(strip, grid.across() - left);
                  int position = (row * grid.across() + left) * channels;
                  read(source, position, distance, transform.from, tiles * channels);
                  transform.run(tiles * channels);
                  int top = first * grid.down() + row;
                  write(transform.to, top, left, tiles, target, finish);
                }));
  }

  private static void read(
      FloatBuffer source, int position, int distance, float[][][] values, int length) {
    int start = position;
    for (float[][] row : values) {
      for (float[] value : row) {
        source.get(start, value, 0, length);
        start += distance;
      }
    }
  }

  /**
   * @param row of tiles, counted through all images
   */
  private void write(
      float[][][] pixels, int row, int left, int tiles, FloatBuffer target, Epilogue finish) {
    int channels = maps.channels();
    for (int i = 0; i < grid.side(); i++) {
      int y = row % grid.down() * grid.side() + i;
      int start = (row / grid.down() * maps.height() + y) * maps.width();
      for (int j = 0; j < grid.side() && y < maps.height(); j++) {
        finish.apply(pixels[i][j], tiles * channels);
        for (int t = 0; t < tiles; t++) {
          int x = (left + t) * grid.side() + j;
          if (x < maps.width()) {
            target.put((start + x) * channels, pixels[i][j], t * channels, channels);
          }
        }
      }
    }
  }
}
