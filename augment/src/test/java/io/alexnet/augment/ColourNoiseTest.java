package io.alexnet.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ColourNoiseTest {
  private static final int DRAWS = 100_000;
  private static final int GREY = 100;
  private static final InputGeometry GEOMETRY = new InputGeometry(3, 2, 2);

  @Test
  void asRunNoiseHasAHundredthOfTheColoursCovariance() {
    requireCovariance(covariance(ColourNoise.AS_RUN, 1.1), deviation -> deviation);
  }

  @Test
  void papersNoiseIsTheEigenvalueOfPixelsFromZeroToOne() {
    requireCovariance(covariance(ColourNoise.PAPER, 1), deviation -> deviation * deviation / 255);
  }

  @Test
  void everyPixelOfAPatchGetsTheSameNoise() {
    float[] input = new float[GEOMETRY.inputLength()];
    writer(ColourNoise.AS_RUN)
        .write(Fixtures.plain(3, GREY), new PatchChoice(1, 0, true, 0.1, 0.2, -0.1), input, 0);
    for (int at = 0; at < input.length; at++) {
      assertThat(input[at]).isEqualTo(input[at / 4 * 4]);
    }
    // By hand: red gets -0.5635 * 12.178 - 0.7126 * 7.4188 - 0.4180 * 1.9721, then / 1.1.
    assertThat(input[0]).isCloseTo((float) ((GREY - 12.97328) / 1.1), within(1e-3f));
  }

  private static PatchWriter writer(ColourNoise noise) {
    // A mean image of zeros, so that the patch is the picture and its noise.
    return PatchWriter.training(
        GEOMETRY,
        new AugmentSettings(true, true, noise, 0.1, Mean.IMAGE, 1),
        Fixtures.statistics(3, new float[27]));
  }

  /** [3, 3], of the noise in grey levels, after the division has been undone. */
  private static double[] covariance(ColourNoise noise, double divisor) {
    AugmentSettings settings = new AugmentSettings(true, true, noise, 0.1, Mean.IMAGE, 1);
    PatchWriter writer = writer(noise);
    float[] input = new float[GEOMETRY.inputLength()];
    double[] covariance = new double[9];
    for (int example = 0; example < DRAWS; example++) {
      KeyedRandom random = KeyedRandom.of(3, 0, example, Purpose.AUGMENT);
      writer.write(Fixtures.plain(3, GREY), PatchChoice.draw(settings, GEOMETRY, random), input, 0);
      for (int at = 0; at < 9; at++) {
        double one = input[at / 3 * 4] * divisor - GREY;
        double other = input[at % 3 * 4] * divisor - GREY;
        covariance[at] += one * other / DRAWS;
      }
    }
    return covariance;
  }

  /** Within 2 % of 0.01 V diag(s^2) V^T; covariances by the scale of the variances. */
  private static void requireCovariance(double[] covariance, DoubleUnaryOperator s) {
    double[] expected = new double[9];
    for (int at = 0; at < 9; at++) {
      for (int k = 0; k < 3; k++) {
        double deviation = s.applyAsDouble(Fixtures.DEVIATIONS[k]);
        expected[at] +=
            0.01
                * Fixtures.VECTORS[at / 3 * 3 + k]
                * deviation
                * deviation
                * Fixtures.VECTORS[at % 3 * 3 + k];
      }
    }
    for (int at = 0; at < 9; at++) {
      double scale = Math.sqrt(expected[at / 3 * 4] * expected[at % 3 * 4]);
      assertThat(covariance[at])
          .as("covariance of channels %d and %d", at / 3, at % 3)
          .isCloseTo(expected[at], within(0.02 * scale));
    }
  }
}
