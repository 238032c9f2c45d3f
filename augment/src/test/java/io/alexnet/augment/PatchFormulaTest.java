package io.alexnet.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Statistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patches of many sizes against the formula of {@link PatchWriter}, one value at a time. */
class PatchFormulaTest {
  private static final double STRENGTH = 0.1;
  private static final double[] EIGENVALUES = {900, 400, 100};

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 1, 1",
    "3, 2, 5",
    "9, 8, 9",
    "33, 31, 32",
    "65, 64, 64",
    "256, 224, 227",
    "256, 256, 256",
    "300, 257, 259"
  })
  void everyValueIsTheFormulasToTheBit(int imageSide, int patchSide, int inputSide) {
    InputGeometry geometry = new InputGeometry(imageSide, patchSide, inputSide);
    RgbImage image = Fixtures.noise(imageSide, 1);
    int most = geometry.maxOffset();
    for (Mean mean : new Mean[] {Mean.IMAGE, Mean.CENTRAL_IMAGE, Mean.RGB}) {
      for (boolean flip : new boolean[] {false, true}) {
        check(geometry, mean, image, new PatchChoice(0, most, flip, 0.1, -0.2, 0.3));
        check(geometry, mean, image, new PatchChoice(most, most / 2, flip, -1.1, 0, 0.7));
      }
    }
  }

  private static void check(InputGeometry geometry, Mean mean, RgbImage image, PatchChoice choice) {
    Statistics statistics = statistics(geometry.imageSide());
    float[] input = new float[geometry.inputLength()];
    PatchWriter.training(
            geometry,
            new AugmentSettings(true, true, ColourNoise.AS_RUN, STRENGTH, mean, 1),
            statistics)
        .write(image, choice, input, 0);
    int side = geometry.inputSide();
    for (int at = 0; at < input.length; at++) {
      int x = at % side;
      int y = at / side % side;
      boolean inside = x < geometry.patchSide() && y < geometry.patchSide();
      float expected =
          inside ? value(geometry, mean, statistics, image, choice, at / (side * side), x, y) : 0;
      // Without the cost of an assertion object for each value.
      if (input[at] != expected) {
        assertThat(input[at]).as("%s, %s at %d,%d", mean, choice, x, y).isEqualTo(expected);
      }
    }
  }

  private static float value(
      InputGeometry geometry,
      Mean mean,
      Statistics statistics,
      RgbImage image,
      PatchChoice choice,
      int channel,
      int x,
      int y) {
    int column = choice.left() + (choice.flip() ? geometry.patchSide() - 1 - x : x);
    int row = choice.top() + y;
    int middle = geometry.maxOffset() / 2;
    int meanColumn = mean == Mean.IMAGE ? column : middle + x;
    int meanRow = mean == Mean.IMAGE ? row : middle + y;
    double gain = 1 / (1 + STRENGTH);
    double noise = noise(choice, channel);
    double ofChannel = mean == Mean.RGB ? statistics.rgbMean()[channel] : 0;
    int side = geometry.imageSide();
    double there =
        mean == Mean.RGB
            ? 0
            : statistics.meanImage()[(channel * side + meanRow) * side + meanColumn];
    float shift = (float) ((noise - ofChannel) * gain);
    return image.at(column, row, channel) * (float) gain + shift - (float) (there * gain);
  }

  /** Each eigenvector is a channel. */
  private static double noise(PatchChoice choice, int channel) {
    double[] alphas = {choice.alpha0(), choice.alpha1(), choice.alpha2()};
    return alphas[channel] * Math.sqrt(EIGENVALUES[channel]);
  }

  private static Statistics statistics(int side) {
    float[] mean = new float[RgbImage.CHANNELS * side * side];
    for (int at = 0; at < mean.length; at++) {
      mean[at] = at * 7 % 1021 / 4.1f;
    }
    return new Statistics(
        side,
        mean,
        new double[] {120.3, 110.2, 100.1},
        EIGENVALUES,
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
  }
}
