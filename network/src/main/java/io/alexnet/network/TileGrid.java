package io.alexnet.network;

import io.alexnet.common.ImageShape;

/**
 * Square tiles that cover maps, row by row; the last of a row or column may reach over the edge.
 * Neighbours in a row are worked on together, in strips of a width.
 *
 * @param side of a tile
 * @param down tiles from top to bottom
 * @param across tiles from left to right
 */
record TileGrid(int side, int down, int across) {
  /** Values that are worked on at a time: few enough to stay in the second-level cache. */
  private static final int STRIP_VALUES = 1 << 16;

  static TileGrid over(ImageShape maps, int side) {
    return new TileGrid(side, parts(maps.height(), side), parts(maps.width(), side));
  }

  private static int parts(int length, int part) {
    return (length + part - 1) / part;
  }

  /** Tiles of an image. */
  int tiles() {
    return down * across;
  }

  /**
   * How many tiles a strip is wide.
   *
   * @param values of a tile, all channels, that are kept while it is worked on
   */
  int strip(int values) {
    int most = Math.max(1, Math.min(across, STRIP_VALUES / values));
    return parts(across, parts(across, most));
  }

  /** Strips of a width side by side; the last may be narrower. */
  int strips(int width) {
    return parts(across, width);
  }
}
