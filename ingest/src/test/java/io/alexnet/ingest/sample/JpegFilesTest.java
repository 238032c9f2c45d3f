package io.alexnet.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class JpegFilesTest {
  private static final RgbImage PICTURE =
      Painter.paint(Motif.STAR, KeyedRandom.of(1, 0, 5, Purpose.SAMPLE_IMAGES));

  @Test
  void colourComesBackNearlyAsItWas() throws IOException {
    assertThat(meanDifference(PICTURE, JpegFiles.rgb(PICTURE))).isLessThan(6);
  }

  @Test
  void inksComeBackNearlyAsTheColoursTheyWere() throws IOException {
    assertThat(meanDifference(PICTURE, JpegFiles.cmyk(PICTURE))).isLessThan(6);
  }

  @Test
  void greyIsTheLuma() throws IOException {
    RgbImage green = new RgbImage(16, 16, pixels(16 * 16, 20, 200, 60));
    RgbImage luma = new RgbImage(16, 16, pixels(16 * 16, 130, 130, 130));
    assertThat(meanDifference(luma, JpegFiles.grey(green))).isLessThan(1.5);
  }

  @Test
  void blackNeedsNoColouredInk() throws IOException {
    RgbImage black = new RgbImage(16, 16, pixels(16 * 16, 0, 0, 0));
    assertThat(meanDifference(black, JpegFiles.cmyk(black))).isLessThan(1.5);
  }

  private static byte[] pixels(int count, int... colour) {
    byte[] pixels = new byte[count * colour.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) colour[i % colour.length];
    }
    return pixels;
  }

  private static double meanDifference(RgbImage expected, byte[] file) throws IOException {
    BufferedImage actual = ImageIO.read(new ByteArrayInputStream(file));
    assertThat(actual.getWidth()).isEqualTo(expected.width());
    assertThat(actual.getHeight()).isEqualTo(expected.height());
    double sum = 0;
    for (int y = 0; y < expected.height(); y++) {
      for (int x = 0; x < expected.width(); x++) {
        // Raw samples where the picture is grey: getRGB would apply the grey space's own gamma.
        int[] raw = actual.getRaster().getPixel(x, y, new int[4]);
        int rgb = actual.getRGB(x, y);
        for (int channel = 0; channel < 3; channel++) {
          boolean grey = actual.getRaster().getNumBands() == 1;
          int sample = grey ? raw[0] : rgb >> (16 - 8 * channel) & 0xff;
          sum += Math.abs(sample - expected.at(x, y, channel));
        }
      }
    }
    return sum / (3.0 * expected.width() * expected.height());
  }
}
