package io.alexnet.serve.pictures;

import io.alexnet.common.RgbImage;
import java.util.Arrays;
import java.util.List;

/** Small pictures of one size, side by side on white. */
public final class ContactSheet {
  /** Pixels between two of them, and around. */
  private static final int GAP = 2;

  private ContactSheet() {}

  /**
   * As {@link #of}.
   *
   * @return a PNG file
   */
  public static byte[] png(List<RgbImage> tiles, int columns, int scale) {
    return Png.encode(of(tiles, columns, scale));
  }

  /**
   * @param tiles of one size, at least one
   * @param columns how many to a row
   * @param scale how many pixels each pixel becomes, in either direction
   */
  private static RgbImage of(List<RgbImage> tiles, int columns, int scale) {
    int stepX = scale * tiles.get(0).width() + GAP;
    int stepY = scale * tiles.get(0).height() + GAP;
    int width = Math.min(columns, tiles.size()) * stepX + GAP;
    int height = (tiles.size() + columns - 1) / columns * stepY + GAP;
    byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
    Arrays.fill(pixels, (byte) 0xff);
    for (int i = 0; i < tiles.size(); i++) {
      int left = GAP + i % columns * stepX;
      int top = GAP + i / columns * stepY;
      draw(tiles.get(i), scale, pixels, width, left, top);
    }
    return new RgbImage(width, height, pixels);
  }

  private static void draw(RgbImage tile, int scale, byte[] sheet, int width, int left, int top) {
    for (int y = 0; y < tile.height() * scale; y++) {
      for (int x = 0; x < tile.width() * scale; x++) {
        int from = (y / scale * tile.width() + x / scale) * RgbImage.CHANNELS;
        int to = ((top + y) * width + left + x) * RgbImage.CHANNELS;
        System.arraycopy(tile.pixels(), from, sheet, to, RgbImage.CHANNELS);
      }
    }
  }
}
