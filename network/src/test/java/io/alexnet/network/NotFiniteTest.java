package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What is no number is noticed in the step that makes it, and named. */
class NotFiniteTest {
  private static final int BATCH = 4;
  private static final UpdateRule RULE = new UpdateRule(0.9, 0.0005, 0.01, 0.01);
  private final NetworkSpec mini = Preset.MINI.network(4).withDropout(0);
  private final float[] images = Golden.fill(9, BATCH * mini.geometry().inputLength(), 1);
  private final int[] labels = {0, 1, 2, 3};

  private AlexNet network(boolean onHost) {
    AlexNet network = new AlexNet(mini, onHost, DataType.FLOAT);
    int seed = 0;
    for (Parameter parameter : network.parameters()) {
      double scale = parameter.isBias() ? 0 : Math.sqrt(6.0 / parameter.fanIn());
      fill(network, parameter, Golden.fill(++seed, (int) parameter.length(), scale));
    }
    return network;
  }

  private static void fill(AlexNet network, Parameter parameter, float[] values) {
    network.setWeights(new Tensor(parameter.name(), parameter.shape(), FloatBuffer.wrap(values)));
  }

  private static Tensor constant(Parameter parameter, float value) {
    float[] values = new float[(int) parameter.length()];
    Arrays.fill(values, value);
    return new Tensor(parameter.name(), parameter.shape(), FloatBuffer.wrap(values));
  }

  private static void fill(AlexNet network, String name, float value) {
    network.setWeights(constant(parameter(network, name), value));
  }

  private static void spoil(AlexNet network, String name, int from, int to, float value) {
    Parameter parameter = parameter(network, name);
    FloatBuffer values = network.weight(parameter).values();
    float[] spoilt = new float[values.capacity()];
    values.get(0, spoilt);
    Arrays.fill(spoilt, from, to, value);
    fill(network, parameter, spoilt);
  }

  private static Parameter parameter(AlexNet network, String name) {
    return network.parameters().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String named(AlexNet network, int[] labels) {
    StepResult result = network.train(images, labels, BATCH, RULE, 1, 0);
    assertThat(result.finite()).as("the step is said to be well").isFalse();
    return network.notFinite(result, images, labels, BATCH, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStepOfFiniteNumbersIsFinite(boolean onHost) {
    try (AlexNet network = network(onHost)) {
      for (int step = 0; step < 3; step++) {
        assertThat(network.train(images, labels, BATCH, RULE, 1, step).finite()).isTrue();
      }
    }
  }

  /** The rectifier may swallow it on the way to the loss. */
  @ParameterizedTest
  @CsvSource({"true, NaN", "false, NaN", "true, Infinity", "false, Infinity"})
  void aWeightThatIsNoNumberIsNoticedWhateverTheLossSays(boolean onHost, float value) {
    try (AlexNet network = network(onHost)) {
      spoil(network, "conv2.weight", 1000, 1001, value);
      assertThat(named(network, labels)).matches("conv2(\\.weight|'s gradient) is (NaN|infinite)");
    }
  }

  /** Finite weights, whose products are not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLowestOutputThatIsNoNumberIsNamedAndTheWeightsStay(boolean onHost) {
    try (AlexNet network = network(onHost)) {
      fill(network, "fc6.weight", 3e38f);
      Tensor before = network.weight(network.parameters().get(0));
      assertThat(named(network, labels)).isEqualTo("fc6's output is infinite");
      assertThat(network.weight(network.parameters().get(0))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWeightThatTheUpdateSpoilsIsNoticedInThatStep(boolean onHost) {
    try (AlexNet network = network(onHost)) {
      Parameter conv3 = network.parameters().get(4);
      network.setMomentum(constant(conv3, Float.NEGATIVE_INFINITY));
      assertThat(named(network, labels)).isEqualTo("conv3.weight is infinite");
    }
  }

  /**
   * All is finite up to the loss, 15,000, and so is fc8's own gradient; but four images with 1.5e38
   * each for fc7 are too much.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGradientIsNamedWhereItBegan(boolean onHost) {
    try (AlexNet network = network(onHost)) {
      fill(network, "fc7.weight", 0);
      fill(network, "fc7.bias", 1e-37f);
      fill(network, "fc8.weight", 3e38f);
      spoil(network, "fc8.weight", 0, 256, -3e38f);
      assertThat(named(network, new int[BATCH])).isEqualTo("fc7's gradient is infinite");
    }
  }
}
