package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With limits so low that small images are large ones. */
class LargeJpegTest {
  private static ReadOptions limit(int width, int height, int parts) {
    return ReadOptions.DEFAULT.withMaxPixels((long) width * height / parts);
  }

  @ParameterizedTest
  @CsvSource({"97,61,16", "61,97,16", "200,31,31", "120,90,64", "16,16,40"})
  void hasTheBytesOfTheWholeImage(int width, int height, int side) {
    RgbImage picture = TestJpegs.photograph(width, height);
    for (TestJpegs kind : TurboReaderTest.KINDS) {
      byte[] file = kind.write(picture);
      int parts = kind.progressive() ? 2 : 4;
      assertThat(
              Fixtures.image(Decoder.decode(file, side, limit(width, height, parts - 1))).pixels())
          .as(kind.toString())
          .isEqualTo(Fixtures.image(Decoder.decode(file, side, ReadOptions.DEFAULT)).pixels());
    }
  }

  @ParameterizedTest
  @CsvSource({"cmyk.jpg", "ycck.jpg", "440.jpg", "410.jpg", "rgb-components.jpg", "grey.jpg"})
  void hasTheBytesOfTheWholeImageInEveryColourSpace(String name) {
    byte[] file = Fixtures.bytes("decode/" + name);
    for (int pixels = 37 * 29 / 4 + 1; pixels < 37 * 29; pixels += 90) {
      assertThat(
              Fixtures.image(Decoder.decode(file, 12, ReadOptions.DEFAULT.withMaxPixels(pixels)))
                  .pixels())
          .as("%d pixels", pixels)
          .isEqualTo(Fixtures.image(Decoder.decode(file, 12, ReadOptions.DEFAULT)).pixels());
    }
  }

  @Test
  void aTurnedImageIsTurned() {
    byte[] file = Fixtures.bytes("decode/orientation-6.jpg");
    ReadOptions turning = ReadOptions.DEFAULT.withApplyExifOrientation(true);
    RgbImage stored = Fixtures.image(Decoder.decode(file, 4, limit(13, 7, 2)));
    RgbImage turned = Fixtures.image(Decoder.decode(file, 4, turning.withMaxPixels(45)));
    assertThat(turned.pixels()).isEqualTo(ExifOrientation.apply(stored, 6).pixels());
  }

  @Test
  void fourTimesTheLimitIsTheMost() {
    byte[] file = TestJpegs.USUAL.write(TestJpegs.photograph(40, 30));
    assertThat(Decoder.decode(file, 8, ReadOptions.DEFAULT.withMaxPixels(300)))
        .isInstanceOf(Decoded.Ok.class);
    assertThat(Fixtures.reason(Decoder.decode(file, 8, ReadOptions.DEFAULT.withMaxPixels(299))))
        .isEqualTo("40 x 30 pixels; at most 1196 are read, see --max-pixels");
    byte[] progressive = new TestJpegs(false, 2, 2, true, 0).write(TestJpegs.photograph(40, 30));
    assertThat(
            Fixtures.reason(Decoder.decode(progressive, 8, ReadOptions.DEFAULT.withMaxPixels(599))))
        .isEqualTo("40 x 30 pixels; at most 1198 are read, see --max-pixels");
  }

  @Test
  void damageIsFoundWhereverItIs() {
    byte[] file = TestJpegs.USUAL.write(TestJpegs.photograph(60, 200));
    for (int left = file.length * 9 / 10; left > 700; left -= 200) {
      byte[] cut = Arrays.copyOf(file, left);
      assertThat(Fixtures.reason(Decoder.decode(cut, 16, limit(60, 200, 4))))
          .as("%d bytes", left)
          .isNotBlank();
    }
  }

  @Test
  void phonesWriteSuchImages() {
    for (JpegDecoder decoder : new JpegDecoder[] {JpegDecoder.JAVA, JpegDecoder.fastest()}) {
      ReadOptions options = ReadOptions.DEFAULT.withDecoder(decoder);
      byte[] file = TestJpegs.flat(8192, 6144);
      assertThat(Fixtures.image(Decoder.decode(file, 64, options)).pixels()).isEqualTo(grey(64));
    }
  }

  private static byte[] grey(int side) {
    byte[] pixels = new byte[side * side * 3];
    Arrays.fill(pixels, (byte) 128);
    return pixels;
  }
}
