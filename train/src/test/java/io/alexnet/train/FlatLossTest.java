package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.network.LayerHealth;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlatLossTest {
  private static final LayerHealth SOUND = new LayerHealth("conv1", 0.9, 0.8, 1e-3);

  private static List<String> causes(double images, LayerHealth... layers) {
    return causes(images, List.of(9L, 9L), layers);
  }

  private static List<String> causes(double images, List<Long> sizes, LayerHealth... layers) {
    ClassShares shares = new ClassShares(List.of("ok", "crack"), sizes);
    return FlatLoss.causes(List.of(layers), images, shares, WatchSettings.DEFAULT.health());
  }

  @Test
  void imbalanceIsNamedRatherThanLabels() {
    assertThat(causes(0.5, List.of(1546L, 7L), SOUND))
        .containsExactly(
            "imbalance: 'ok' has 1546 of the 1553 training images, 'crack' 7 (0.45 %), so that"
                + " guessing loses little");
  }

  @Test
  void onlyCausesWithEvidenceAreNamed() {
    assertThat(causes(0.5, SOUND, new LayerHealth("fc8", 0.1, 0.2, 1e-3)))
        .singleElement()
        .asString()
        .startsWith("labels: ");
    assertThat(causes(1e-4, SOUND)).containsExactly("images: those of a batch are all alike");
    assertThat(causes(0.5, SOUND, new LayerHealth("fc8", 0.1, 0.2, 0.3)))
        .containsExactly(
            "rate too high: a step changes the weights of fc8, the most of all, by 30 % of their"
                + " size");
    assertThat(causes(0.5, new LayerHealth("conv1", 0.9, 0.8, 1e-9)))
        .containsExactly(
            "rate too low: a step changes the weights of conv1, the most of all, by 1.0e-07 % of"
                + " their size");
  }

  @Test
  void theLowestLayerThatTellsNothingIsNamed() {
    assertThat(
            causes(
                0.5,
                SOUND,
                new LayerHealth("conv4", 0.9, 0.004, 1e-3),
                new LayerHealth("conv5", 0.9, 0.0001, 1e-3)))
        .containsExactly(
            "initialisation: the outputs of conv4 differ between images by 0.40 % of their size");
    assertThat(causes(0.5, SOUND, new LayerHealth("fc6", 0, 0, 1e-3)))
        .containsExactly("initialisation: every output of fc6 is zero");
  }

  @Test
  void imagesDifferByTheDeviationOfTheirPixels() {
    assertThat(FlatLoss.inputVariation(new float[] {1, 5, 3, 5}, 2))
        .isCloseTo(Math.sqrt(2.0 / 60), within(1e-9));
    assertThat(FlatLoss.inputVariation(new float[] {7, 7, 7, 7}, 2)).isZero();
    assertThat(FlatLoss.inputVariation(new float[4], 2)).isZero();
  }
}
