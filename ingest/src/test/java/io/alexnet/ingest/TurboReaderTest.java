package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

@ParameterizedClass
@MethodSource("io.alexnet.ingest.Turbo#carriers")
class TurboReaderTest {
  private static final ReadOptions PLAIN = ReadOptions.DEFAULT;

  static final List<TestJpegs> KINDS =
      List.of(
          new TestJpegs(false, 1, 1, false, 0),
          new TestJpegs(false, 2, 1, false, 0),
          new TestJpegs(false, 2, 2, false, 0),
          new TestJpegs(false, 1, 2, false, 0),
          new TestJpegs(true, 1, 1, false, 0),
          new TestJpegs(false, 1, 1, true, 0),
          new TestJpegs(false, 2, 2, true, 0),
          new TestJpegs(true, 1, 1, true, 0),
          new TestJpegs(false, 2, 2, false, 5),
          new TestJpegs(false, 1, 1, false, 1));

  private final TurboReader reader;

  TurboReaderTest(TurboCarrier carrier) {
    reader = new TurboReader(carrier);
  }

  private Optional<RgbImage> turbo(byte[] file, int side) {
    return reader.readSquare(file, side, PLAIN);
  }

  private static RgbImage plain(byte[] file, int side) {
    return Fixtures.image(Decoder.decode(file, side, PLAIN));
  }

  private static double meanDifference(RgbImage a, RgbImage b) {
    assertThat(a.width()).isEqualTo(b.width());
    assertThat(a.height()).isEqualTo(b.height());
    double sum = 0;
    for (int i = 0; i < a.pixels().length; i++) {
      sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
    }
    return sum / a.pixels().length;
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,256",
    "1,33,12",
    "33,1,12",
    "8,8,8",
    "255,256,256",
    "257,900,256",
    "500,375,256",
    "375,501,72",
    "641,487,32",
    "1031,1043,32",
    "523,517,256",
    "500,490,4"
  })
  void isWithinTwoGreyLevelsOfThePlainReader(int width, int height, int side) {
    RgbImage picture = TestJpegs.photograph(width, height);
    for (TestJpegs kind : KINDS) {
      byte[] file = kind.write(picture);
      RgbImage quick = turbo(file, side).orElseThrow();
      assertThat(meanDifference(quick, plain(file, side)))
          .as(kind.toString())
          .isLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"5000,257", "257,5000", "2049,2500"})
  void isWithinTwoGreyLevelsOnLargePicturesToo(int width, int height) {
    byte[] file = TestJpegs.USUAL.write(TestJpegs.photograph(width, height));
    RgbImage quick = turbo(file, 256).orElseThrow();
    assertThat(meanDifference(quick, plain(file, 256))).isLessThanOrEqualTo(2);
  }

  @Test
  void hasTheBytesOfThePlainReaderWhereNothingIsRescaled() {
    for (TestJpegs kind : KINDS) {
      byte[] file = kind.write(TestJpegs.photograph(256, 256));
      assertThat(turbo(file, 256).orElseThrow().pixels())
          .as(kind.toString())
          .isEqualTo(plain(file, 256).pixels());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmyk.jpg",
        "cmyk-without-adobe.jpg",
        "ycck.jpg",
        "rgb-components.jpg",
        "rgb.png",
        "palette.gif",
        "rgb.bmp"
      })
  void oddFilesAreLeftToThePlainReader(String name) {
    assertThat(turbo(Fixtures.bytes("decode/" + name), 16)).isEmpty();
    assertThat(
            Fixtures.image(
                Decoder.decode(
                    Fixtures.bytes("decode/" + name), 16, PLAIN.withDecoder(JpegDecoder.TURBO))))
        .extracting(RgbImage::pixels)
        .isEqualTo(plain(Fixtures.bytes("decode/" + name), 16).pixels());
  }

  /** Of the usual file: where in the start of its frame, and what it becomes. */
  @ParameterizedTest
  @CsvSource({
    "1,0xc3", // lossless
    "1,0xc9", // arithmetic
    "1,0xca", // arithmetic, progressive
    "4,12", // bits
    "9,2", // components
    "9,4",
    "10,0", // identifier of the luma
    "11,0x41", // its sampling
    "13,7", // identifier of the first chroma
    "14,0x12" // its sampling
  })
  void whatAHeaderShouldNotSayIsLeftToThePlainReader(int offset, String value) {
    byte[] file = TestJpegs.USUAL.write(TestJpegs.photograph(40, 30));
    assertThat(turbo(file, 16)).isPresent();
    file[startOfFrame(file) + offset] = (byte) (int) Integer.decode(value);
    assertThat(turbo(file, 16)).isEmpty();
  }

  private static int startOfFrame(byte[] jpeg) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        return i;
      }
    }
    throw new AssertionError("no start of frame");
  }

  @Test
  void tooManyPixelsAreRefusedBeforeTheyAreDecoded() {
    byte[] bomb = TestJpegs.USUAL.write(TestJpegs.photograph(40, 30));
    int frame = startOfFrame(bomb);
    Arrays.fill(bomb, frame + 5, frame + 9, (byte) 0xff);
    assertThat(turbo(bomb, 256)).isEmpty();
    assertThat(Fixtures.reason(Decoder.decode(bomb, 256, PLAIN.withDecoder(JpegDecoder.TURBO))))
        .isEqualTo("65535 x 65535 pixels; at most 200000000 are read, see --max-pixels");
  }

  @Test
  void aTurnedPictureIsLeftToThePlainReaderIfItIsToBeTurnedBack() {
    byte[] turned = Fixtures.bytes("decode/orientation-6.jpg");
    byte[] upright = Fixtures.bytes("decode/orientation-1.jpg");
    ReadOptions turning = PLAIN.withApplyExifOrientation(true);
    assertThat(turbo(turned, 16)).isPresent();
    assertThat(reader.readSquare(turned, 16, turning)).isEmpty();
    assertThat(reader.readSquare(upright, 16, turning)).isPresent();
  }

  @Test
  void aFileThatWasCutIsLeftToThePlainReaderWhereverItWasCut() {
    for (TestJpegs kind : KINDS) {
      byte[] whole = kind.write(TestJpegs.photograph(60, 50));
      for (int length = 0; length < whole.length - 2; length += 5) {
        assertThat(turbo(Arrays.copyOf(whole, length), 32))
            .as("%s, %d bytes", kind, length)
            .isEmpty();
      }
    }
  }

  /**
   * One kind of damage is known to pass: libjpeg-turbo says nothing of a code that its tables do
   * not have if it comes upon it in a file of one scan, far from the file's end, and if what
   * follows happens to end where it should. It shows what the plain reader would show if it went
   * on.
   *
   * <p>Damage that nobody notices may make a sample far too large. Vector code saturates it, and
   * the plain code of some JDKs does not, so that a few files differ by more than two levels.
   */
  @Test
  void whatIsDamagedToThePlainReaderIsSoToThisOne() {
    RandomGenerator random = KeyedRandom.of(7, 0, 0, Purpose.SAMPLE_IMAGES);
    List<byte[]> files = new ArrayList<>();
    KINDS.forEach(kind -> files.add(kind.write(TestJpegs.photograph(90, 70))));
    int sound = 0;
    int damaged = 0;
    int far = 0;
    for (int trial = 0; trial < 4000; trial++) {
      byte[] file = files.get(trial % files.size()).clone();
      for (int flip = 0; flip <= trial % 3; flip++) {
        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      }
      ReadOptions options = PLAIN.withMaxPixels(1 << 20);
      Decoded decoded = Decoder.decode(file, 64, options);
      Optional<RgbImage> quick = reader.readSquare(file, 64, options);
      if (decoded instanceof Decoded.Ok ok && quick.isPresent()) {
        sound++;
        far += meanDifference(quick.get(), ok.image()) < 2 ? 0 : 1;
      } else if (decoded instanceof Decoded.Rejected rejected) {
        damaged++;
        assertThat(
                quick.isPresent()
                    && !rejected.reason().matches(".*(bad Huffman code|bytes too many).*"))
            .as("trial %d was read: %s", trial, rejected.reason())
            .isFalse();
      }
    }
    assertThat(sound).isGreaterThan(400);
    assertThat(far).isLessThan(sound / 50);
    assertThat(damaged).isGreaterThan(400);
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] file = KINDS.get(i % KINDS.size()).write(TestJpegs.photograph(150 + i, 140 - i));
      files.add(i % 7 == 0 ? Arrays.copyOf(file, file.length / 2) : file);
    }
    List<Optional<String>> alone = files.stream().map(this::text).toList();
    try (OrderedWorkers workers = new OrderedWorkers(4, "turbo")) {
      assertThat(workers.inOrder(Flux.fromIterable(files), this::text).collectList().block())
          .isEqualTo(alone);
    }
  }

  private Optional<String> text(byte[] file) {
    return turbo(file, 64).map(image -> Arrays.toString(image.pixels()));
  }

  @Test
  void theDecoderIsASwitch(@TempDir Path directory) {
    byte[] bytes = TestJpegs.USUAL.write(TestJpegs.photograph(150, 120));
    Path file = Fixtures.put(directory.resolve("a.jpg"), bytes);
    assertThat(PLAIN.decoder()).isEqualTo(JpegDecoder.JAVA);
    assertThat(Fixtures.image(Decoder.decode(file, 64, PLAIN)).pixels())
        .isEqualTo(Rescale.toSquare(Fixtures.image(Decoder.decode(file, PLAIN)), 64).pixels());
    assertThat(
            Fixtures.image(Decoder.decode(file, 64, PLAIN.withDecoder(JpegDecoder.TURBO))).pixels())
        .isEqualTo(turbo(bytes, 64).orElseThrow().pixels())
        .isNotEqualTo(plain(bytes, 64).pixels());
  }
}
