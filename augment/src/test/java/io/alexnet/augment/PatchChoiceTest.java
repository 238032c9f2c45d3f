package io.alexnet.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import org.junit.jupiter.api.Test;

class PatchChoiceTest {
  private static final int CELLS = 33 * 33 * 2;

  @Test
  void windowsTakeAll2178ValuesAboutEquallyOften() {
    int[] seen = new int[CELLS];
    int draws = 100 * CELLS;
    for (int example = 0; example < draws; example++) {
      PatchChoice choice = draw(AugmentSettings.PAPER, 0, example);
      assertThat(choice.left()).isBetween(0, 32);
      assertThat(choice.top()).isBetween(0, 32);
      seen[(choice.left() * 33 + choice.top()) * 2 + (choice.flip() ? 1 : 0)]++;
    }
    double chiSquare = 0;
    for (int count : seen) {
      assertThat(count).as("times a window was drawn, of 100 expected").isBetween(50, 150);
      chiSquare += (count - 100) * (count - 100) / 100.0;
    }
    // 2177 degrees of freedom: standard deviation 66.
    assertThat(chiSquare).isCloseTo(CELLS - 1, within(4 * 66.0));
  }

  @Test
  void coefficientsAreNormalWithTheStrengthAsDeviation() {
    double sum = 0;
    double squares = 0;
    double products = 0;
    int draws = 100_000;
    for (int example = 0; example < draws; example++) {
      PatchChoice choice = draw(AugmentSettings.PAPER, 1, example);
      sum += choice.alpha0() + choice.alpha1() + choice.alpha2();
      squares +=
          choice.alpha0() * choice.alpha0()
              + choice.alpha1() * choice.alpha1()
              + choice.alpha2() * choice.alpha2();
      products += choice.alpha0() * choice.alpha1() + choice.alpha1() * choice.alpha2();
    }
    assertThat(sum / (3 * draws)).isCloseTo(0, within(0.001));
    assertThat(squares / (3 * draws)).isCloseTo(0.01, within(0.0001));
    assertThat(products / (2 * draws)).as("independent").isCloseTo(0, within(0.0001));
  }

  /** Pinned; a transcription of the definitions to Python agrees to 16 digits. */
  @Test
  void choicesAreFunctionsOfTheKey() {
    assertThat(draw(AugmentSettings.PAPER, 0, 0))
        .isEqualTo(
            new PatchChoice(
                29, 5, false, 0.12567283869679835, -0.009922614933684126, -0.15508993828524067));
    assertThat(draw(AugmentSettings.PAPER, 0, 1))
        .isEqualTo(
            new PatchChoice(
                11, 24, true, 0.1428121085433576, -0.09308760590862912, 0.10841230500466609));
    assertThat(draw(AugmentSettings.PAPER, 89, 1_281_166))
        .isEqualTo(
            new PatchChoice(
                23, 26, true, -0.319284576940027, 0.1631280668631212, -0.12951606760606407));
  }

  @Test
  void switchingOneKindOffLeavesTheOthers() {
    for (int example = 0; example < 1000; example++) {
      PatchChoice all = draw(AugmentSettings.PAPER, 2, example);
      assertThat(draw(settings(false, true, ColourNoise.AS_RUN), 2, example))
          .isEqualTo(new PatchChoice(16, 16, all.flip(), all.alpha0(), all.alpha1(), all.alpha2()));
      assertThat(draw(settings(true, false, ColourNoise.PAPER), 2, example))
          .isEqualTo(
              new PatchChoice(
                  all.left(), all.top(), false, all.alpha0(), all.alpha1(), all.alpha2()));
      assertThat(draw(settings(true, true, ColourNoise.NONE), 2, example))
          .usingRecursiveComparison()
          .ignoringFields("alpha0", "alpha1", "alpha2")
          .isEqualTo(all);
    }
  }

  @Test
  void withoutColourNoiseTheCoefficientsAreZero() {
    PatchChoice choice = draw(settings(true, true, ColourNoise.NONE), 2, 3);
    assertThat(Math.abs(choice.alpha0()) + Math.abs(choice.alpha1()) + Math.abs(choice.alpha2()))
        .isZero();
  }

  private static AugmentSettings settings(boolean crop, boolean flip, ColourNoise noise) {
    return new AugmentSettings(crop, flip, noise, 0.1, Mean.IMAGE, 1);
  }

  private static PatchChoice draw(AugmentSettings settings, int epoch, int example) {
    return PatchChoice.draw(
        settings, InputGeometry.PAPER, KeyedRandom.of(1, epoch, example, Purpose.AUGMENT));
  }
}
