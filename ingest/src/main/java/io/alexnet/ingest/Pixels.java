package io.alexnet.ingest;

import static java.awt.Transparency.OPAQUE;

import io.alexnet.common.RgbImage;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * A decoded picture's samples as RGB bytes, copied and not colour-managed: grey levels go to all
 * three channels, alpha is dropped, of 16 bits the upper eight are kept. Pillow's rules for
 * convert("RGB").
 */
final class Pixels {
  private Pixels() {}

  /**
   * @param picture given up by the caller: its memory may become the result's
   */
  static RgbImage of(BufferedImage picture) {
    ColorModel colours = picture.getColorModel();
    Raster raster = picture.getRaster();
    byte[] rgb;
    if (colours instanceof IndexColorModel palette) {
      rgb = fromPalette(raster, palette);
    } else if (colours instanceof DirectColorModel && colours.getTransparency() == OPAQUE) {
      rgb = fromBitFields(raster, colours.getComponentSize());
    } else if (!(colours instanceof ComponentColorModel) || !isGreyOrRgb(colours)) {
      rgb = fromAnything(picture);
    } else if (raster.getDataBuffer() instanceof DataBufferByte bytes
        && raster.getSampleModel() instanceof ComponentSampleModel layout
        && bytes.getNumBanks() == 1
        && raster.getParent() == null) {
      rgb = fromBytes(bytes, layout);
    } else {
      rgb = fromSamples(raster, colours.getComponentSize(0) - 8);
    }
    return new RgbImage(picture.getWidth(), picture.getHeight(), rgb);
  }

  private static boolean isGreyOrRgb(ColorModel colours) {
    int type = colours.getColorSpace().getType();
    return (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB)
        && colours.getComponentSize(0) >= 8
        && !colours.isAlphaPremultiplied();
  }

  private static byte[] fromBytes(DataBufferByte buffer, ComponentSampleModel layout) {
    byte[] data = buffer.getData();
    int width = layout.getWidth();
    int height = layout.getHeight();
    int[] offsets = layout.getBandOffsets();
    boolean packed = layout.getPixelStride() == 3 && layout.getScanlineStride() == 3 * width;
    if (packed
        && buffer.getOffset() == 0
        && data.length == width * height * 3
        && Arrays.equals(offsets, new int[] {2, 1, 0})) {
      swapRedAndBlue(data);
      return data;
    }
    boolean colour = offsets.length >= 3;
    byte[] rgb = new byte[width * height * 3];
    int target = 0;
    for (int y = 0; y < height; y++) {
      int source = buffer.getOffset() + y * layout.getScanlineStride();
      for (int x = 0; x < width; x++, source += layout.getPixelStride()) {
        rgb[target++] = data[source + offsets[0]];
        rgb[target++] = data[source + offsets[colour ? 1 : 0]];
        rgb[target++] = data[source + offsets[colour ? 2 : 0]];
      }
    }
    return rgb;
  }

  private static void swapRedAndBlue(byte[] data) {
    for (int i = 0; i < data.length; i += 3) {
      byte blue = data[i];
      data[i] = data[i + 2];
      data[i + 2] = blue;
    }
  }

  private static byte[] fromSamples(Raster raster, int shift) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    boolean colour = bands >= 3;
    byte[] rgb = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width * bands];
    int target = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        rgb[target++] = (byte) (row[x * bands] >> shift);
        rgb[target++] = (byte) (row[x * bands + (colour ? 1 : 0)] >> shift);
        rgb[target++] = (byte) (row[x * bands + (colour ? 2 : 0)] >> shift);
      }
    }
    return rgb;
  }

  private static byte[] fromPalette(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    byte[] rgb = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        put(rgb, y * width + x, colours[row[x]]);
      }
    }
    return rgb;
  }

  /** Samples of fewer than eight bits are stretched to 255, without rounding. */
  private static byte[] fromBitFields(Raster raster, int[] bits) {
    int width = raster.getWidth();
    byte[] rgb = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width * raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < 3 * width; i++) {
        rgb[y * 3 * width + i] = (byte) (row[i] * 255 / ((1 << bits[i % 3]) - 1));
      }
    }
    return rgb;
  }

  private static byte[] fromAnything(BufferedImage picture) {
    int width = picture.getWidth();
    byte[] rgb = new byte[width * picture.getHeight() * 3];
    int[] row = new int[width];
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        put(rgb, y * width + x, row[x]);
      }
    }
    return rgb;
  }

  private static void put(byte[] rgb, int pixel, int colour) {
    rgb[pixel * 3] = (byte) (colour >> 16);
    rgb[pixel * 3 + 1] = (byte) (colour >> 8);
    rgb[pixel * 3 + 2] = (byte) colour;
  }
}
