package io.alexnet.augment;

import io.alexnet.common.RgbImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * The loops in which nearly all of this module's time goes: one row of interleaved bytes to three
 * rows of floats.
 *
 * <p>They are cut up so that the compiler of JDK 17 makes vector code of all but the first: pixels
 * to ints; ints to the bits of floats, since of a conversion it makes none; the bits copied to
 * floats; the arithmetic. In one loop, arrays of one type must be used at one index: the compiler
 * does not know them apart. A third less time than one loop over a table of levels, when it was
 * measured (x86-64 with AVX2, 224 columns). For one thread.
 */
final class RowWriter {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The least float whose last bit is 1: a byte put into its last bits is added to it. */
  private static final float UNIT = 0x1p23f;

  private static final int UNIT_BITS = Float.floatToRawIntBits(UNIT);

  private final int count;
  private final int width;
  private final int[] pixels;
  private final int[][] bits;
  private final float[] floats;
  private final IntBuffer bitsOfRow;
  private final FloatBuffer floatsOfRow;

  /**
   * @param count pixels in a row
   * @param width of a row of the mean in one channel, at least {@code count}
   */
  RowWriter(int count, int width) {
    this.count = count;
    this.width = width;
    this.pixels = new int[width];
    this.bits = new int[RgbImage.CHANNELS][width];
    this.floats = new float[RgbImage.CHANNELS * width];
    ByteBuffer bytes = ByteBuffer.allocate(floats.length * Float.BYTES);
    bytes.order(ByteOrder.nativeOrder());
    this.bitsOfRow = bytes.asIntBuffer();
    this.floatsOfRow = bytes.asFloatBuffer();
  }

  /**
   * Takes in a row, mirrored or not.
   *
   * @param rgb red, green, blue and so on; must go on for a byte after the row
   * @param from the leftmost pixel's red
   * @param first where in a row of the mean the values for this one begin
   */
  void read(byte[] rgb, int from, boolean flip, int first) {
    int end = first + count;
    if (flip) {
      unpackMirrored(rgb, from, pixels, first, end);
    } else {
      unpack(rgb, from, pixels, first, end);
    }
    split(pixels, first, end, bits[0], bits[1], bits[2]);
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      bitsOfRow.put(channel * width + first, bits[channel], first, count);
    }
    floatsOfRow.get(first, floats, first, floats.length - width + count);
  }

  private static void unpack(byte[] rgb, int from, int[] row, int first, int end) {
    for (int x = first, at = from; x < end; x++, at += RgbImage.CHANNELS) {
      row[x] = (int) INT.get(rgb, at);
    }
  }

  private static void unpackMirrored(byte[] rgb, int from, int[] row, int first, int end) {
    int count = end - first;
    for (int x = 0, at = from, to = end - 1; x < count; x++, at += RgbImage.CHANNELS, to--) {
      row[to] = (int) INT.get(rgb, at);
    }
  }

  private static void split(int[] rgb, int first, int end, int[] red, int[] green, int[] blue) {
    for (int x = first; x < end; x++) {
      int pixel = rgb[x];
      red[x] = (pixel & 0xff) | UNIT_BITS;
      green[x] = (pixel >>> 8 & 0xff) | UNIT_BITS;
      blue[x] = (pixel >>> 16 & 0xff) | UNIT_BITS;
    }
  }

  /**
   * Writes {@code target[at + x] = sample(x) * gain + shift - mean[channel * width + first + x]}
   * for one channel of the row that was read, each step rounded to float. Once for each channel and
   * row.
   *
   * @param mean a row of it, red then green then blue
   * @param first as when it was read
   */
  void write(
      int channel, float gain, float shift, float[] mean, int first, float[] target, int at) {
    int from = channel * width + first;
    compute(floats, from, from + count, gain, shift, mean);
    System.arraycopy(floats, from, target, at, count);
  }

  private static void compute(
      float[] row, int from, int end, float gain, float shift, float[] mean) {
    for (int x = from; x < end; x++) {
      row[x] = (row[x] - UNIT) * gain + shift - mean[x];
    }
  }
}
