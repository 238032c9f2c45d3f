package io.alexnet.common;

import java.util.Objects;

/**
 * A picture of unsigned bytes in the order [height, width, channel], channels red, green, blue.
 *
 * <p>Owns its pixels: the array handed in is not copied, so the maker must not keep it, and a
 * reader of {@link #pixels()} must not write to it. Safe to share between threads on those terms.
 */
public final class RgbImage {
  /** Red, green, blue. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final byte[] pixels;

  /**
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param pixels {@code height * width * 3} unsigned bytes, row by row
   * @throws IllegalArgumentException if the array's length does not fit the size
   */
  public RgbImage(int width, int height, byte[] pixels) {
    if (width < 1 || height < 1 || (long) width * height * CHANNELS != pixels.length) {
      throw new IllegalArgumentException(
          "an RGB image of " + width + "x" + height + " does not have " + pixels.length + " bytes");
    }
    this.width = width;
    this.height = height;
    this.pixels = Objects.requireNonNull(pixels, "pixels is null");
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The pixels themselves, not a copy: [height, width, 3], read only by agreement. */
  public byte[] pixels() {
    return pixels;
  }

  /**
   * One sample, 0 to 255.
   *
   * @param channel 0 red, 1 green, 2 blue
   */
  public int at(int x, int y, int channel) {
    return pixels[(y * width + x) * CHANNELS + channel] & 0xff;
  }
}
