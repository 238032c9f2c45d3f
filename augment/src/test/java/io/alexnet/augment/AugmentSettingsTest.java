package io.alexnet.augment;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alexnet.common.OrderedWorkers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentSettingsTest {
  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void noiseStrengthIsANumberFromZero(double strength) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new AugmentSettings(true, true, ColourNoise.PAPER, strength, Mean.IMAGE, 1))
        .withMessageContaining("noiseStrength")
        .withMessageContaining(String.valueOf(strength));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void scaleIsANumberAboveZero(double scale) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new AugmentSettings(true, true, ColourNoise.PAPER, 0.1, Mean.IMAGE, scale))
        .withMessageContaining("scale")
        .withMessageContaining(String.valueOf(scale));
  }

  @Test
  void bufferCountIsTwoToFour() {
    BatchShape shape = new BatchShape(1, 1, 1);
    try (OrderedWorkers workers = new OrderedWorkers(1, "settings")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new BatchStream(workers, 1, shape))
          .withMessageContaining("buffers must be 2 to 4, not 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new BatchStream(workers, 5, shape))
          .withMessageContaining("not 5");
    }
  }
}
