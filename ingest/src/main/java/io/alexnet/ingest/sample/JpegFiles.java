package io.alexnet.ingest.sample;

import io.alexnet.common.RgbImage;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as JPEG files in memory, of the kinds that data sets from the web are made of. */
final class JpegFiles {
  private static final float QUALITY = 0.85f;
  private static final int START_OF_IMAGE_BYTES = 2;

  /** APP14: "Adobe", version 100, no flags, transform 0. Says that the four inks are inverted. */
  private static final byte[] ADOBE_MARKER =
      HexFormat.of().parseHex("ffee000e41646f626500640000000000");

  private JpegFiles() {}

  /** The usual kind, YCbCr. */
  static byte[] rgb(RgbImage image) throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ComponentColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = raster(image, RgbImage.CHANNELS, image.pixels());
    return encode(new IIOImage(new BufferedImage(model, raster, false, null), null, null));
  }

  /** One channel: the luma. */
  static byte[] grey(RgbImage image) throws IOException {
    BufferedImage grey =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        double luma = Palette.luma(image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2));
        grey.getRaster().setSample(x, y, 0, (int) Math.round(luma));
      }
    }
    return encode(new IIOImage(grey, null, null));
  }

  /** Four inks as Photoshop writes them: inverted, so that 255 is no ink, and marked by Adobe. */
  static byte[] cmyk(RgbImage image) throws IOException {
    byte[] rgb = image.pixels();
    byte[] inks = new byte[rgb.length / 3 * 4];
    for (int from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
      int red = rgb[from] & 0xff;
      int green = rgb[from + 1] & 0xff;
      int blue = rgb[from + 2] & 0xff;
      // A reader multiplies each colour by the black that is left, which is the brightest channel.
      int black = Math.max(1, Math.max(red, Math.max(green, blue)));
      inks[to] = (byte) (255 * red / black);
      inks[to + 1] = (byte) (255 * green / black);
      inks[to + 2] = (byte) (255 * blue / black);
      inks[to + 3] = (byte) black;
    }
    byte[] unmarked = encode(new IIOImage(raster(image, 4, inks), null, null));
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(unmarked, 0, START_OF_IMAGE_BYTES);
    marked.write(ADOBE_MARKER);
    marked.write(unmarked, START_OF_IMAGE_BYTES, unmarked.length - START_OF_IMAGE_BYTES);
    return marked.toByteArray();
  }

  private static WritableRaster raster(RgbImage image, int bands, byte[] samples) {
    return Raster.createInterleavedRaster(
        new DataBufferByte(samples, samples.length),
        image.width(),
        image.height(),
        bands * image.width(),
        bands,
        IntStream.range(0, bands).toArray(),
        null);
  }

  private static byte[] encode(IIOImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    // In memory: ImageIO's own choice of stream may be a temporary file.
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(output);
      writer.write(null, image, param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
