package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  private static final ReadOptions PLAIN = ReadOptions.DEFAULT;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline-420.jpg",
        "baseline-422.jpg",
        "baseline-444.jpg",
        "440.jpg",
        "440-progressive.jpg",
        "411.jpg",
        "410.jpg",
        "mixed-sampling.jpg",
        "16-bit-tables.jpg",
        "progressive.jpg",
        "grey.jpg",
        "profile.jpg",
        "broken-profile.jpg",
        "cmyk.jpg",
        "cmyk-without-adobe.jpg",
        "ycck.jpg",
        "rgb-components.jpg",
        "1x1.jpg",
        "1x33.jpg",
        "33x1.jpg",
        "rgb.png",
        "alpha.png",
        "grey.png",
        "grey-alpha.png",
        "palette.png",
        "palette-transparent.png",
        "one-bit.png",
        "grey-16.png",
        "rgb-16.png",
        "interlaced.png",
        "palette.gif",
        "animated.gif",
        "rgb.bmp",
        "palette.bmp",
        "one-bit.bmp",
        "lossless.webp",
        "lzw.tif",
        "deflate.tif",
        "jpeg.tif",
        "cmyk.tif",
        "fax.tif",
        "pages.tif",
        "tiles.tif",
        "canvas.gif",
        "canvas-transparent.gif",
        "canvas-of-no-colour.gif",
        "own-palette.gif",
        "beyond-screen.gif",
        "555.bmp",
        "565.bmp",
        "os2.bmp",
        "os2-second.bmp",
        "top-down.bmp",
        "v5.bmp",
        "without-offset.bmp",
        "palette-forgotten.bmp",
        "runs.bmp",
        "orientation-6.jpg"
      })
  void everyKindOfFileGivesTheBytesThatPillowGives(String name) {
    RgbImage expected = Fixtures.ppm("decode/" + name + ".ppm");
    RgbImage actual = Fixtures.image(Decoder.decode(Fixtures.bytes("decode/" + name), PLAIN));
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.height()).isEqualTo(expected.height());
    assertThat(actual.pixels()).isEqualTo(expected.pixels());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lossy.webp", "lossy-fastest.webp", "lossy-alpha.webp", "lossy-animated.webp"})
  void lossyWebpFilesGiveTheBytesOfPillow(String name) {
    Decoded decoded = Decoder.decode(Fixtures.bytes("decode/" + name), PLAIN);
    assertThat(Fixtures.image(decoded).pixels())
        .isEqualTo(Fixtures.ppm("decode/" + name + ".ppm").pixels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy.webp", "lossy-animated.webp", "lossless.webp", "lzw.tif"})
  void damagedWebpAndTiffFilesGiveAReason(String name) {
    byte[] whole = Fixtures.bytes("decode/" + name);
    for (int length = 0; length < whole.length / 2; length += 5) {
      assertThat(Fixtures.reason(Decoder.decode(Arrays.copyOf(whole, length), PLAIN))).isNotBlank();
    }
  }

  @Test
  void jpegsAreReadByTwelveMonkeys() {
    assertThat(Decoder.jpegReaderClass()).startsWith("com.twelvemonkeys.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline-420.jpg", "progressive.jpg", "rgb.png", "palette.gif"})
  void aFileThatWasCutIsRejectedWhereverItWasCut(String name) {
    byte[] whole = Fixtures.bytes("decode/" + name);
    for (int length = 0; length < whole.length * 8 / 10; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(Fixtures.reason(Decoder.decode(cut, PLAIN))).as("%d bytes", length).isNotBlank();
    }
  }

  @Test
  void aReadersWarningMeansDamage() {
    byte[] whole = Fixtures.bytes("decode/baseline-444.jpg");
    byte[] cut = Arrays.copyOf(whole, whole.length - 40);
    assertThat(Fixtures.reason(Decoder.decode(cut, PLAIN))).startsWith("damaged: ");
  }

  @Test
  void aPictureBombIsRefusedFromItsHeader() {
    byte[] bomb = Fixtures.bytes("decode/baseline-420.jpg");
    int frame = startOfFrame(bomb);
    ByteBuffer.wrap(bomb).putShort(frame + 5, (short) 20_000).putShort(frame + 7, (short) 20_000);
    assertThat(Fixtures.reason(Decoder.decode(bomb, PLAIN)))
        .isEqualTo("20000 x 20000 pixels; at most 50000000 are read, see --max-pixels");
  }

  @Test
  void theLargestPictureIsASetting() {
    byte[] file = Fixtures.bytes("decode/rgb.png");
    assertThat(Decoder.decode(file, PLAIN.withMaxPixels(37 * 29))).isInstanceOf(Decoded.Ok.class);
    assertThat(Decoder.decode(file, PLAIN.withMaxPixels(37 * 29 - 1)))
        .isInstanceOf(Decoded.Rejected.class);
  }

  private static int startOfFrame(byte[] jpeg) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        return i;
      }
    }
    throw new AssertionError("no start of frame");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orientationIsIgnoredUnlessAskedFor(int orientation) {
    byte[] file = Fixtures.bytes("decode/orientation-%d.jpg".formatted(orientation));
    RgbImage stored = Fixtures.ppm("decode/orientation-%d.jpg.ppm".formatted(orientation));
    RgbImage upright = Fixtures.ppm("decode/orientation-%d.upright.ppm".formatted(orientation));
    RgbImage ignored = Fixtures.image(Decoder.decode(file, PLAIN));
    RgbImage applied = Fixtures.image(Decoder.decode(file, PLAIN.withApplyExifOrientation(true)));
    assertThat(ignored.width()).isEqualTo(stored.width());
    assertThat(ignored.pixels()).isEqualTo(stored.pixels());
    assertThat(applied.width()).isEqualTo(upright.width());
    assertThat(applied.pixels()).isEqualTo(upright.pixels());
  }

  @Test
  void contentCountsAndNotTheName(@TempDir Path directory) {
    for (String name : List.of("rgb.png", "palette.gif", "rgb.bmp")) {
      Path file = Fixtures.put(directory.resolve(name + ".JPEG"), Fixtures.bytes("decode/" + name));
      assertThat(Fixtures.image(Decoder.decode(file, PLAIN)).pixels())
          .isEqualTo(Fixtures.ppm("decode/" + name + ".ppm").pixels());
    }
  }

  @Test
  void whatIsNoPictureIsRejectedWithItsReason(@TempDir Path directory) throws IOException {
    byte[] page = "<!DOCTYPE html><title>404</title>".getBytes(StandardCharsets.US_ASCII);
    assertThat(rejection(directory, new byte[0])).isEqualTo("empty file");
    assertThat(rejection(directory, page))
        .isEqualTo("an HTML page; JPEG, PNG, GIF, BMP, WebP and TIFF images are read");
    assertThat(rejection(directory, new byte[] {(byte) 0xff}))
        .startsWith("an unknown kind of file; ");
    assertThat(Fixtures.reason(Decoder.decode(directory, PLAIN))).isEqualTo("not a regular file");
    assertThat(Fixtures.reason(Decoder.decode(directory.resolve("no"), PLAIN)))
        .isEqualTo("no such file");
    Path huge = directory.resolve("huge.jpg");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength((64L << 20) + 1);
    }
    assertThat(Fixtures.reason(Decoder.decode(huge, PLAIN))).isEqualTo("larger than 64 MB");
  }

  private static String rejection(Path directory, byte[] content) {
    return Fixtures.reason(
        Decoder.decode(Fixtures.put(directory.resolve("x.jpg"), content), PLAIN));
  }

  @Test
  void whatFollowsAPictureIsIgnored() {
    byte[] picture = Fixtures.bytes("decode/baseline-420.jpg");
    byte[] padded = Arrays.copyOf(picture, picture.length + (1 << 20));
    System.arraycopy(picture, 0, padded, picture.length, picture.length);
    assertThat(Fixtures.image(Decoder.decode(padded, PLAIN)).pixels())
        .isEqualTo(Fixtures.ppm("decode/baseline-420.jpg.ppm").pixels());
  }

  @Test
  void whateverAReaderThrowsIsAReason() {
    byte[] hostile = Fixtures.bytes("decode/rgb.bmp");
    hostile[13] = (byte) 0xff; // The pixels' offset, now negative.
    assertThat(Fixtures.reason(Decoder.decode(hostile, PLAIN)))
        .isEqualTo("damaged: the reader cannot make sense of it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline-420.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "profile.jpg",
        "orientation-6.jpg",
        "palette.png",
        "rgb-16.png",
        "animated.gif",
        "rgb.bmp",
        "palette.bmp"
      })
  void noDamageThrows(String name) {
    byte[] whole = Fixtures.bytes("decode/" + name);
    RandomGenerator random = KeyedRandom.of(1, 0, whole.length, Purpose.SAMPLE_IMAGES);
    ReadOptions options = PLAIN.withApplyExifOrientation(true).withMaxPixels(1 << 20);
    for (int trial = 0; trial < 300; trial++) {
      byte[] damaged = whole.clone();
      for (int flip = 0; flip <= trial % 4; flip++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextLong();
      }
      Decoded decoded = Decoder.decode(damaged, options);
      if (decoded instanceof Decoded.Rejected rejected) {
        assertThat(rejected.reason()).isNotBlank().hasSizeLessThan(250).doesNotContain("\n");
      }
    }
  }

  @Test
  void aFileIsRescaledToTheSideAskedFor(@TempDir Path directory) {
    Path file = Fixtures.put(directory.resolve("a.jpg"), Fixtures.bytes("decode/1x33.jpg"));
    RgbImage image = Fixtures.image(Decoder.decode(file, 12, PLAIN));
    assertThat(image.width()).isEqualTo(12);
    assertThat(image.height()).isEqualTo(12);
  }
}
