package io.alexnet.ingest;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * JPEG files of pictures that look like photographs to a filter, written by the JDK.
 *
 * @param grey one component rather than three
 * @param across luma samples for each chroma sample of a row
 * @param down the same of a column
 * @param progressive several scans
 * @param restart units between restart markers; 0 for none
 */
record TestJpegs(boolean grey, int across, int down, boolean progressive, int restart) {
  static final TestJpegs USUAL = new TestJpegs(false, 2, 2, false, 0);

  private static final String METADATA = "javax_imageio_jpeg_image_1.0";

  /** Soft shading, hard edges and a little noise. */
  static RgbImage photograph(int width, int height) {
    RandomGenerator random = KeyedRandom.of(3, width, height, Purpose.SAMPLE_IMAGES);
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      double wave = Math.sin(x * 0.05 + i % 3) + Math.cos(y * 0.07 - i % 3);
      int edge = (x / 23 + y / 17) % 2 == 0 ? 40 : -40;
      double level = 128 + 35 * wave + edge + 6 * random.nextGaussian();
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(level)));
    }
    return new RgbImage(width, height, pixels);
  }

  /**
   * A grey 4:2:0 file of any size, of which four bytes hold 256 pixels.
   *
   * @param width a multiple of 16
   * @param height a multiple of 16
   */
  static byte[] flat(int width, int height) {
    byte[] small = USUAL.write(photograph(16, 16));
    byte[] sized = HostileFiles.sized(small, width, height);
    int samples = 0;
    while (sized[samples] != (byte) 0xff || sized[samples + 1] != (byte) 0xda) {
      samples++;
    }
    samples += 14;
    byte[] file = Arrays.copyOf(sized, samples + width / 16 * (height / 16) * 4 + 2);
    // With the standard tables: four times 00 1010 (no change, no more), twice 00 00.
    byte[] unit = {0x28, (byte) 0xa2, (byte) 0x8a, 0};
    for (int at = samples; at < file.length; at++) {
      file[at] = unit[(at - samples) % unit.length];
    }
    file[file.length - 2] = (byte) 0xff;
    file[file.length - 1] = (byte) 0xd9;
    return file;
  }

  byte[] write(RgbImage picture) {
    BufferedImage image =
        new BufferedImage(
            picture.width(),
            picture.height(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        if (grey) {
          image.getRaster().setSample(x, y, 0, picture.at(x, y, 1));
        } else {
          image.setRGB(
              x, y, picture.at(x, y, 0) << 16 | picture.at(x, y, 1) << 8 | picture.at(x, y, 2));
        }
      }
    }
    try {
      return write(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] write(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(0.85f);
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
      metadata.setFromTree(METADATA, edited(metadata));
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, metadata), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private Element edited(IIOMetadata metadata) {
    Element root = (Element) metadata.getAsTree(METADATA);
    NodeList components = root.getElementsByTagName("componentSpec");
    if (components.getLength() == 3) {
      Element luma = (Element) components.item(0);
      luma.setAttribute("HsamplingFactor", Integer.toString(across));
      luma.setAttribute("VsamplingFactor", Integer.toString(down));
    }
    if (restart > 0) {
      IIOMetadataNode interval = new IIOMetadataNode("dri");
      interval.setAttribute("interval", Integer.toString(restart));
      root.getElementsByTagName("markerSequence").item(0).appendChild(interval);
    }
    return root;
  }
}
