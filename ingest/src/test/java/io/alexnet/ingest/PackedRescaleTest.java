package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import io.alexnet.common.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedRescaleTest {
  @ParameterizedTest
  @CsvSource({
    "1,1,256",
    "1,33,12",
    "256,256,256",
    "257,256,256",
    "257,5000,256",
    "5000,257,256",
    "375,500,256",
    "501,377,256",
    "86,130,256",
    "641,487,32",
    "3,2,1",
    "1000,999,64"
  })
  void differsFromTheByteExactFilterByALevelOrTwo(int width, int height, int side) {
    RgbImage picture = Fixtures.noise(width, height);
    byte[] exact = Rescale.toSquare(picture, side).pixels();
    byte[] packed = rescaled(picture, side).pixels();
    assertThat(packed).hasSameSizeAs(exact);
    double sum = 0;
    int most = 0;
    for (int i = 0; i < exact.length; i++) {
      int difference = Math.abs((packed[i] & 0xff) - (exact[i] & 0xff));
      sum += difference;
      most = Math.max(most, difference);
    }
    assertThat(sum / exact.length).as("mean").isLessThan(0.7);
    assertThat(most).isLessThanOrEqualTo(4);
  }

  @Test
  void whatHasTheRightSizeStaysAsItIs() {
    RgbImage picture = Fixtures.noise(77, 77);
    assertThat(rescaled(picture, 77).pixels()).isEqualTo(picture.pixels());
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "128", "254", "255"})
  void oneColourStaysThatColour(int level) {
    byte[] pixels = new byte[301 * 190 * 3];
    Arrays.fill(pixels, (byte) level);
    assertThat(rescaled(new RgbImage(301, 190, pixels), 100).pixels()).containsOnly(level);
  }

  @Test
  void wholeWeightsSumToWhatIsAskedFor() {
    for (int from : new int[] {1, 2, 100, 256, 257, 999, 4000}) {
      var weights = Rescale.weights(from, from, 1, 256);
      for (int i = 0; i < 256; i++) {
        assertThat(Arrays.stream(weights.ofSum(i, 256)).sum()).isEqualTo(256);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"641,487,32", "257,900,256", "1,33,12", "6,5,4", "7,5,4", "1030,300,31"})
  void bytesBetweenPixelsAndRowsMakeNoDifference(int width, int height, int side) {
    RgbImage picture = Fixtures.noise(width, height);
    assertThat(rescaled(picture, side, 4, width * 4 + 8).pixels())
        .isEqualTo(rescaled(picture, side).pixels());
  }

  @ParameterizedTest
  @CsvSource({"641,487,32", "257,900,256", "1,33,12", "6,5,4", "7,5,4", "1030,300,31"})
  void greyIsThatGreyInEveryChannel(int width, int height, int side) {
    RgbImage noise = Fixtures.noise(width, height);
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) noise.at(i / 3 % width, i / 3 / width, 0);
    }
    RgbImage grey = new RgbImage(width, height, pixels);
    assertThat(rescaled(grey, side, 1, width + 3).pixels())
        .isEqualTo(rescaled(grey, side).pixels());
  }

  private static RgbImage rescaled(RgbImage picture, int side) {
    return rescaled(picture, side, 3, picture.width() * 3);
  }

  private static RgbImage rescaled(RgbImage picture, int side, int pixelBytes, int rowBytes) {
    int width = picture.width();
    int height = picture.height();
    try (Memory pixels = new Memory((long) rowBytes * height + PixelRows.MARGIN)) {
      // Between pixels and rows lies anything.
      pixels.setMemory(0, pixels.size(), (byte) 0x5a);
      for (int i = 0; i < width * height; i++) {
        long at = (long) (i / width) * rowBytes + (long) (i % width) * pixelBytes;
        for (int channel = 0; channel < Math.min(3, pixelBytes); channel++) {
          pixels.setByte(at + channel, (byte) picture.at(i % width, i / width, channel));
        }
      }
      int shorter = Math.min(width, height);
      var across = Rescale.weights(width, shorter, 1, side);
      var down = Rescale.weights(height, shorter, 1, side);
      return PackedRescale.toSquare(
          new PixelRows(pixels, rowBytes, pixelBytes), across, down, side);
    }
  }
}
