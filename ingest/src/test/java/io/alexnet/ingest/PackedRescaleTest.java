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

  private static RgbImage rescaled(RgbImage picture, int side) {
    int width = picture.width();
    int height = picture.height();
    try (Memory pixels = new Memory((long) width * height * PackedRescale.PIXEL_BYTES)) {
      for (int i = 0; i < width * height; i++) {
        int x = i % width;
        int y = i / width;
        // What lies above blue is anything.
        int rest = 0x5a << 24;
        int rgb = picture.at(x, y, 2) << 16 | picture.at(x, y, 1) << 8 | picture.at(x, y, 0);
        pixels.setInt((long) i * PackedRescale.PIXEL_BYTES, rest | rgb);
      }
      int shorter = Math.min(width, height);
      var across = Rescale.weights(width, shorter, 1, side);
      var down = Rescale.weights(height, shorter, 1, side);
      return PackedRescale.toSquare(pixels, width, across, down, side);
    }
  }
}
