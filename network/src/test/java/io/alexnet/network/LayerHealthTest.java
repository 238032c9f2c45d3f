package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LayerHealthTest {
  private static LayerHealth of(INDArray output) {
    return LayerHealth.of(
        "fc6", output, Nd4j.createFromArray(3f, 4f), Nd4j.createFromArray(0f, 0.5f));
  }

  @Test
  void figuresAreThoseOfTwoUnitsByHand() {
    // Deviations 1, 1 and 0, 0; values 1, 3, 2, 2.
    LayerHealth health = of(Nd4j.createFromArray(new float[][] {{1, 2}, {3, 2}}));
    assertThat(health.size()).isEqualTo(Math.sqrt(18.0 / 4), within(1e-6));
    assertThat(health.variation()).isEqualTo(Math.sqrt(0.5) / Math.sqrt(4.5), within(1e-6));
    assertThat(health.updateRatio()).isEqualTo(0.1, within(1e-6));
  }

  @Test
  void aLayerOfZerosVariesByNothing() {
    LayerHealth health = of(Nd4j.zeros(2, 3, 3, 4));
    assertThat(health.size()).isZero();
    assertThat(health.variation()).isZero();
  }

  @Test
  void everyLayerIsLookedAtFromTheBottom() {
    NetworkSpec mini = Preset.MINI.network(4);
    try (AlexNet network = new AlexNet(mini, 1)) {
      float[] images = Golden.fill(9, 8 * mini.geometry().inputLength(), 1);
      network.train(images, new int[8], 8, new UpdateRule(0.9, 0.0005, 0.01, 0.01), 1, 0);
      UpdateSize update = network.updateSize();
      List<LayerHealth> layers = network.health(images, 8);
      assertThat(layers.stream().map(LayerHealth::layer))
          .containsExactly("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8");
      assertThat(layers).allMatch(layer -> layer.variation() > 0.01 && layer.variation() <= 1);
      assertThat(layers).allMatch(layer -> layer.updateRatio() > 0 && layer.updateRatio() < 1);
      assertThat(update.ratios())
          .containsExactlyEntriesOf(
              layers.stream()
                  .collect(
                      Collectors.toMap(
                          LayerHealth::layer,
                          LayerHealth::updateRatio,
                          (one, other) -> one,
                          LinkedHashMap::new)));
      assertThat(update.gradientNorm()).isCloseTo(gradientNorm(network), withinPercentage(0.01));
    }
  }

  private static double gradientNorm(AlexNet network) {
    double squares = 0;
    for (Parameter parameter : network.parameters()) {
      FloatBuffer values = network.gradient(parameter).values();
      for (int i = 0; i < values.limit(); i++) {
        squares += (double) values.get(i) * values.get(i);
      }
    }
    return Math.sqrt(squares);
  }
}
