package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class UnitActivityTest {
  private static final int BATCH = 4;

  private static AlexNet network(NetworkSpec spec, boolean onHost) {
    AlexNet network = new AlexNet(spec, onHost, DataType.FLOAT);
    int seed = 0;
    for (Parameter parameter : network.parameters()) {
      double scale = parameter.isBias() ? 0 : Math.sqrt(6.0 / parameter.fanIn());
      set(network, parameter, Golden.fill(++seed, (int) parameter.length(), scale));
    }
    return network;
  }

  private static void set(AlexNet network, Parameter parameter, float[] values) {
    network.setWeights(new Tensor(parameter.name(), parameter.shape(), FloatBuffer.wrap(values)));
  }

  /** Large negative biases on the first units of a layer, as large positive ones on the others. */
  private static void kill(AlexNet network, String layer, int units, float bias) {
    for (Parameter parameter : network.parameters()) {
      if (parameter.name().equals(layer + ".bias")) {
        float[] biases = new float[(int) parameter.length()];
        Arrays.fill(biases, bias);
        Arrays.fill(biases, 0, units, -bias);
        set(network, parameter, biases);
      }
    }
  }

  private static float[] images(NetworkSpec spec) {
    return Golden.fill(9, BATCH * spec.geometry().inputLength(), 1);
  }

  /** In cifar, pooling comes between conv1 and its rectifier. */
  @ParameterizedTest
  @CsvSource({"MINI, true", "MINI, false", "CIFAR, true", "CIFAR, false"})
  void unitsThatAreZeroEverywhereAreCountedByLayer(Preset preset, boolean onHost) {
    NetworkSpec spec = preset.network(4);
    try (AlexNet network = network(spec, onHost)) {
      kill(network, "conv1", 3, 1e3f);
      // More than what comes of conv1's bias can outweigh.
      kill(network, "conv2", 7, 1e7f);
      List<DeadUnits> dead;
      try (UnitActivity units = network.watchUnits()) {
        network.logits(images(spec), BATCH);
        dead = units.dead();
      }
      assertThat(dead.get(0)).isEqualTo(new DeadUnits("conv1", 3, preset == Preset.MINI ? 48 : 32));
      assertThat(dead.get(1))
          .isEqualTo(new DeadUnits("conv2", 7, preset == Preset.MINI ? 128 : 32));
      assertThat(dead)
          .as("the last layer has no nonlinearity")
          .noneMatch(layer -> layer.layer().equals(spec.head().name()));
      assertThat(dead.get(0).share()).isEqualTo(3.0 / dead.get(0).units());
    }
  }

  @Test
  void oneImageThatWakesAUnitIsEnough() {
    NetworkSpec spec = Preset.MINI.network(4);
    try (AlexNet network = network(spec, true)) {
      float[] dark = new float[BATCH * spec.geometry().inputLength()];
      try (UnitActivity units = network.watchUnits()) {
        network.logits(dark, BATCH);
        assertThat(units.dead()).as("without light and bias").allMatch(l -> l.dead() == l.units());
        network.logits(images(spec), BATCH);
        network.logits(dark, BATCH);
        assertThat(units.dead().get(0).dead()).isZero();
      }
    }
  }

  @Test
  void nobodyLooksTwiceAtATimeAndNobodyAfterTheEnd() {
    NetworkSpec spec = Preset.MINI.network(4);
    try (AlexNet network = network(spec, true)) {
      UnitActivity units = network.watchUnits();
      assertThatThrownBy(network::watchUnits).isInstanceOf(IllegalStateException.class);
      units.close();
      network.logits(images(spec), BATCH);
      assertThat(units.dead()).allMatch(layer -> layer.dead() == layer.units());
    }
  }

  @Test
  void lookingChangesNoBit() {
    NetworkSpec spec = Preset.MINI.network(4);
    try (AlexNet network = network(spec, true)) {
      float[][] before = network.logits(images(spec), BATCH);
      try (UnitActivity units = network.watchUnits()) {
        assertThat(network.logits(images(spec), BATCH)).isDeepEqualTo(before);
        assertThat(units.dead()).isNotEmpty();
      }
    }
  }
}
