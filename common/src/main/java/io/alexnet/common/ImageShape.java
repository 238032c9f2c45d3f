package io.alexnet.common;

/**
 * The size of one feature map stack, and the project's one definition of axis order: [C, H, W] for
 * one example, [N, C, H, W] for a batch, row-major, so the rightmost index moves fastest. A vector
 * of n values is [n, 1, 1].
 *
 * @param channels C, at least 1
 * @param height H, at least 1
 * @param width W, at least 1
 */
public record ImageShape(int channels, int height, int width) {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape [%d,%d,%d] has an empty axis".formatted(channels, height, width));
    }
  }

  /** Values in one example. */
  public int length() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /** The ND4J or NumPy shape of {@code batch} examples: [N, C, H, W]. */
  public long[] batch(int batch) {
    return new long[] {batch, channels, height, width};
  }

  @Override
  public String toString() {
    return height == 1 && width == 1
        ? "[" + channels + "]"
        : "[" + channels + "," + height + "," + width + "]";
  }
}
