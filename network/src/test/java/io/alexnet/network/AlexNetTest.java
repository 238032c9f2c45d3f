package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.ImageShape;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AlexNetTest {
  private static final int BATCH = 8;
  private static final UpdateRule RULE = new UpdateRule(0.9, 0.0005, 0.01, 0.01);
  private final NetworkSpec mini = Preset.MINI.network(4);
  private final float[] images = Golden.fill(9, BATCH * mini.geometry().inputLength(), 1);
  private final int[] labels = {0, 1, 2, 3, 3, 2, 1, 0};

  @Test
  void oneBatchOverfits() {
    try (AlexNet network = new AlexNet(mini.withDropout(0), 1)) {
      double first = network.train(images, labels, BATCH, RULE, 1, 0).loss();
      StepResult last = new StepResult(first, 1);
      for (int step = 1; step < 60; step++) {
        last = network.train(images, labels, BATCH, RULE, 1, step);
      }
      assertThat(first).isBetween(1.0, 2.0);
      assertThat(last.loss()).isLessThan(0.05);
      assertThat(last.top1Error()).isZero();
    }
  }

  @Test
  void sameSeedGivesSameBitsAndAnotherSeedDoesNot() {
    assertThat(trained(1)).isEqualTo(trained(1)).isNotEqualTo(trained(2));
  }

  private List<FloatBuffer> trained(long seed) {
    try (AlexNet network = new AlexNet(mini, seed)) {
      for (int step = 0; step < 3; step++) {
        network.train(images, labels, BATCH, RULE, seed, step);
      }
      return network.parameters().stream()
          .map(parameter -> network.weight(parameter).values())
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MINI", "CIFAR"})
  void initialWeightsHaveTheirPresetsDeviation(Preset preset) {
    try (AlexNet network = new AlexNet(preset.network(4), 3)) {
      for (Parameter parameter : network.parameters()) {
        FloatBuffer values = network.weight(parameter).values();
        double sum = 0;
        for (int i = 0; i < values.capacity(); i++) {
          sum += (double) values.get(i) * values.get(i);
        }
        double deviation = Math.sqrt(sum / values.capacity());
        double expected = parameter.isBias() ? 0 : parameter.weights().deviation(parameter.fanIn());
        assertThat(deviation)
            .as(parameter.name())
            .isBetween(
                expected * (1 - 4 / Math.sqrt(values.capacity())),
                expected * (1 + 4 / Math.sqrt(values.capacity())));
      }
    }
  }

  @Test
  void dropoutZeroesItsShareInTrainingAndScalesAtTest() {
    StepKey key = new StepKey();
    key.set(7, 3);
    OperationTester dropout =
        new OperationTester(new DropoutOperation(0.5, new ImageShape(4096, 1, 1), 2, key));
    INDArray ones = Nd4j.ones(16, 4096);

    float[] kept = OperationTester.flat(dropout.forward(ones));
    double share = 0;
    for (float value : kept) {
      assertThat(value).isIn(0f, 1f);
      share += value / kept.length;
    }
    assertThat(share).isBetween(0.49, 0.51);
    assertThat(OperationTester.flat(dropout.forward(ones)))
        .as("same step, same mask")
        .isEqualTo(kept);
    key.set(7, 4);
    assertThat(OperationTester.flat(dropout.forward(ones)))
        .as("next step, another mask")
        .isNotEqualTo(kept);
    KeyedRandom pinned = KeyedRandom.of(7, 3, 2L << 32, Purpose.DROPOUT);
    for (int i = 0; i < 64; i++) {
      assertThat(kept[i]).isEqualTo(pinned.nextDouble() < 0.5 ? 0f : 1f);
    }
  }

  @Test
  void smallerBatchesGiveTheSameLogits() {
    try (AlexNet network = new AlexNet(mini, 1)) {
      float[][] all = network.logits(images, BATCH);
      float[][] two = network.logits(images, 2);
      for (int i = 0; i < 2; i++) {
        assertThat(OperationTester.relativeError(two[i], all[i])).isLessThan(1e-4);
      }
    }
  }

  @Test
  void tensorsOfAnotherShapeAreRefused() {
    try (AlexNet network = new AlexNet(mini, 1)) {
      Tensor wrong = new Tensor("fc8.bias", List.of(5L), FloatBuffer.allocate(5));
      assertThatThrownBy(() -> network.setWeights(wrong)).hasMessageContaining("fc8.bias");
    }
  }

  @Test
  void weightsLoadIntoANetworkWithAnotherHead() {
    try (AlexNet trained = new AlexNet(mini, 1);
        AlexNet other = new AlexNet(mini.withClasses(7), 2)) {
      Map<String, Tensor> weights =
          trained.parameters().stream().collect(Collectors.toMap(Parameter::name, trained::weight));
      Parameter fc8 = other.parameters().get(14);
      Tensor before = other.weight(fc8);

      assertThat(other.load(weights)).as("whole head taken over").isFalse();
      assertThat(other.weight(fc8)).as(fc8.name()).isEqualTo(before);
      Parameter conv2 = other.parameters().get(2);
      assertThat(other.weight(conv2)).as(conv2.name()).isEqualTo(weights.get(conv2.name()));

      weights.remove("conv2.weight");
      assertThatThrownBy(() -> other.load(weights))
          .hasMessageContaining("conv2.weight")
          .hasMessageContaining("missing");
    }
  }
}
