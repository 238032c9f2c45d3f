package io.alexnet.augment;

import static io.alexnet.augment.Fixtures.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Statistics;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatchWriterTest {
  private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] IMAGENET_DEVIATION = {0.229f, 0.224f, 0.225f};

  /** 3x3 pictures, 2x2 patches, 3x3 inputs. */
  private static final InputGeometry TINY = new InputGeometry(3, 2, 3);

  /** Red of the tiny picture, row by row; green is 100 more, blue 200. */
  private static final RgbImage TINY_IMAGE = tiny(10, 20, 30, 40, 50, 5, 6, 7, 8);

  /** Red of the tiny mean image; green is 10 more, blue 20. */
  private static final Statistics TINY_STATISTICS = tinyMean(1, 2, 3, 4, 5, 6, 7, 8, 9);

  @Test
  void tenWindowsShowExactlyTheirPixels() {
    InputGeometry paper = InputGeometry.PAPER;
    PatchWriter writer =
        PatchWriter.evaluation(paper, flat(1), Fixtures.statistics(256, new float[3 << 16]));
    float[] inputs = new float[10 * paper.inputLength()];
    Arrays.fill(inputs, Float.NaN);
    writer.writeAll(Fixtures.positions(256), Views.TEN.windows(paper), inputs, 0);
    int[][] leftTop = {{0, 0}, {32, 0}, {16, 16}, {0, 32}, {32, 32}};
    for (int view = 0; view < 10; view++) {
      for (int y = 0; y < 227; y++) {
        for (int x = 0; x < 227; x++) {
          boolean inside = x < 224 && y < 224;
          int column = leftTop[view % 5][0] + (view < 5 ? x : 223 - x);
          int row = leftTop[view % 5][1] + y;
          int at = view * paper.inputLength() + y * 227 + x;
          check(inputs[at], inside ? column : 0, view, x, y);
          check(inputs[at + 227 * 227], inside ? row : 0, view, x, y);
          check(inputs[at + 2 * 227 * 227], inside ? column ^ row : 0, view, x, y);
        }
      }
    }
  }

  /** Without the cost of an assertion object for each of 1.5 million values. */
  private static void check(float value, int expected, int view, int x, int y) {
    if (value != expected) {
      assertThat(value).as("view %d at %d,%d", view, x, y).isEqualTo(expected);
    }
  }

  @Test
  void meanImageIsSubtractedAtThePatchsOwnWindow() {
    assertThat(tinyRed(Mean.IMAGE, PatchChoice.window(1, 0, false)))
        .containsExactly(20 - 2, 30 - 3, 0, 50 - 5, 5 - 6, 0, 0, 0, 0);
    assertThat(tinyRed(Mean.IMAGE, PatchChoice.window(0, 1, false)))
        .containsExactly(40 - 4, 50 - 5, 0, 6 - 7, 7 - 8, 0, 0, 0, 0);
  }

  @Test
  void meanImageIsMirroredWithThePixels() {
    assertThat(tinyRed(Mean.IMAGE, PatchChoice.window(1, 0, true)))
        .containsExactly(30 - 3, 20 - 2, 0, 5 - 6, 50 - 5, 0, 0, 0, 0);
    assertThat(tinyRed(Mean.IMAGE, PatchChoice.window(0, 1, true)))
        .containsExactly(50 - 5, 40 - 4, 0, 7 - 8, 6 - 7, 0, 0, 0, 0);
  }

  @Test
  void centralMeanStaysWhereItIsAndIsNotMirrored() {
    InputGeometry geometry = new InputGeometry(4, 2, 2);
    float[] mean = new float[48];
    for (int at = 0; at < mean.length; at++) {
      mean[at] = at;
    }
    PatchWriter writer =
        PatchWriter.evaluation(
            geometry, settings(Mean.CENTRAL_IMAGE, 1), Fixtures.statistics(4, mean));
    float[] input = new float[12];
    writer.write(Fixtures.plain(4, 100), PatchChoice.window(2, 0, false), input, 0);
    // Rows 1 and 2, columns 1 and 2 of each 4x4 plane.
    float[] expected = {95, 94, 91, 90, 79, 78, 75, 74, 63, 62, 59, 58};
    assertThat(input).containsExactly(expected);
    writer.write(Fixtures.plain(4, 100), PatchChoice.window(0, 1, true), input, 0);
    assertThat(input).as("mirrored").containsExactly(expected);
  }

  @Test
  void greenAndBlueUseTheirOwnMeans() {
    float[] input = new float[27];
    PatchWriter writer = PatchWriter.evaluation(TINY, settings(Mean.IMAGE, 1), TINY_STATISTICS);
    writer.write(TINY_IMAGE, PatchChoice.window(1, 0, true), input, 0);
    assertThat(Arrays.copyOfRange(input, 9, 14))
        .containsExactly(130 - 13, 120 - 12, 0, 105 - 16, 150 - 15);
    assertThat(Arrays.copyOfRange(input, 18, 23))
        .containsExactly(230 - 23, 220 - 22, 0, 205 - 26, 250 - 25);
  }

  @Test
  void rgbMeanIsOneNumberPerChannel() {
    float[] input = new float[27];
    PatchWriter.evaluation(TINY, settings(Mean.RGB, 1), TINY_STATISTICS)
        .write(TINY_IMAGE, PatchChoice.window(0, 0, true), input, 0);
    assertThat(Arrays.copyOf(input, 5)).containsExactly(-107.5f, -117.5f, 0, -77.5f, -87.5f);
    assertThat(input[9]).isEqualTo(120 - 119.25f);
    assertThat(input[18]).isEqualTo(220 - 104.75f);
  }

  @Test
  void imageNetConventionDividesByDeviations() {
    float[] input = new float[27];
    PatchWriter.evaluation(TINY, settings(Mean.IMAGENET, 2), TINY_STATISTICS)
        .write(TINY_IMAGE, PatchChoice.window(0, 0, false), input, 0);
    for (int channel = 0; channel < 3; channel++) {
      float pixel = (10 + 100 * channel) / 255f;
      float expected = 2 * (pixel - IMAGENET_MEAN[channel]) / IMAGENET_DEVIATION[channel];
      assertThat(input[9 * channel]).isCloseTo(expected, within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource(Mean.class)
  void scaleMultipliesTheResult(Mean mean) {
    Statistics statistics = Fixtures.statistics(8);
    float[] grey = new float[SMALL.inputLength()];
    float[] scaled = new float[SMALL.inputLength()];
    PatchChoice choice = new PatchChoice(3, 1, true, 0.1, -0.2, 0.3);
    RgbImage image = Fixtures.noise(8, 0);
    PatchWriter.training(SMALL, settings(mean, 1), statistics).write(image, choice, grey, 0);
    PatchWriter.training(SMALL, settings(mean, 1 / 64.0), statistics)
        .write(image, choice, scaled, 0);
    for (int at = 0; at < grey.length; at++) {
      assertThat(scaled[at]).isEqualTo(grey[at] / 64);
    }
  }

  @ParameterizedTest
  @EnumSource(Mean.class)
  void everythingInTheSlotIsWrittenAndNothingElse(Mean mean) {
    PatchWriter writer = PatchWriter.training(SMALL, settings(mean, 1), Fixtures.statistics(8));
    int length = SMALL.inputLength();
    PatchChoice choice = PatchChoice.window(3, 3, false);
    float[] fresh = new float[length];
    writer.write(Fixtures.noise(8, 1), choice, fresh, 0);
    float[] used = new float[length + 20];
    Arrays.fill(used, Float.NaN);
    writer.write(Fixtures.noise(8, 1), choice, used, 10);
    assertThat(Arrays.copyOfRange(used, 10, 10 + length)).isEqualTo(fresh);
    assertThat(Arrays.copyOf(used, 10)).containsOnly(Float.NaN);
    assertThat(Arrays.copyOfRange(used, 10 + length, used.length)).containsOnly(Float.NaN);
    for (int at = 0; at < length; at++) {
      int x = at % 7;
      int y = at / 7 % 7;
      if (x >= 5 || y >= 5) {
        assertThat(fresh[at]).as("beyond the patch at %d,%d", x, y).isZero();
      }
    }
  }

  @Test
  void testTimeHasNeitherNoiseNorDivision() {
    AugmentSettings asRun = AugmentSettings.AS_RUN;
    AugmentSettings none = settings(Mean.CENTRAL_IMAGE, 1);
    float[] expected = new float[SMALL.inputLength()];
    float[] actual = new float[SMALL.inputLength()];
    RgbImage image = Fixtures.noise(8, 2);
    PatchWriter.training(SMALL, none, Fixtures.statistics(8))
        .write(image, PatchChoice.window(1, 2, false), expected, 0);
    PatchWriter.evaluation(SMALL, asRun, Fixtures.statistics(8))
        .write(image, new PatchChoice(1, 2, false, 1, 2, 3), actual, 0);
    assertThat(actual).containsExactly(expected);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    PatchWriter writer =
        PatchWriter.evaluation(SMALL, settings(Mean.RGB, 1), Fixtures.statistics(8));
    float[] input = new float[SMALL.inputLength()];
    PatchChoice centre = PatchChoice.centre(SMALL);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.write(Fixtures.plain(9, 0), centre, input, 0))
        .withMessage("needs an image of 8x8, not 9x9");
    for (PatchChoice bad :
        List.of(PatchChoice.window(4, 0, false), PatchChoice.window(0, -1, false))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write(Fixtures.plain(8, 0), bad, input, 0))
          .withMessageContaining("left and top must be 0 to 3");
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> writer.write(Fixtures.plain(8, 0), centre, input, 1));
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(
            () -> PatchWriter.evaluation(SMALL, settings(Mean.RGB, 1), Fixtures.statistics(9)))
        .withMessageContaining("statistics are 9x9")
        .withMessageContaining("8x8");
  }

  private static float[] tinyRed(Mean mean, PatchChoice choice) {
    float[] input = new float[27];
    PatchWriter.evaluation(TINY, settings(mean, 1), TINY_STATISTICS)
        .write(TINY_IMAGE, choice, input, 0);
    return Arrays.copyOf(input, 9);
  }

  private static AugmentSettings flat(double scale) {
    return settings(Mean.IMAGE, scale);
  }

  private static AugmentSettings settings(Mean mean, double scale) {
    return new AugmentSettings(true, true, ColourNoise.NONE, 0.1, mean, scale);
  }

  private static RgbImage tiny(int... red) {
    byte[] pixels = new byte[27];
    for (int at = 0; at < 27; at++) {
      pixels[at] = (byte) (red[at / 3] + 100 * (at % 3));
    }
    return new RgbImage(3, 3, pixels);
  }

  private static Statistics tinyMean(int... red) {
    float[] mean = new float[27];
    for (int at = 0; at < 27; at++) {
      mean[at] = red[at % 9] + 10 * (at / 9);
    }
    return Fixtures.statistics(3, mean);
  }
}
