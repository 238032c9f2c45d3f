package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The full network, five training steps in a row, against PyTorch.
 *
 * <p>make_golden.py chooses images and learning rate so that rounding decides nothing: no value
 * that shows lies near the kink of a rectifier or near a tie in a pooling window. So the bounds
 * hold with every instruction set that OpenBLAS and oneDNN may choose. docs/results.md has the
 * differences, and {@code bench/golden} measures them.
 */
class GoldenNetworkTest {
  /** The ways in which the network can be computed. */
  private enum Arithmetic {
    JAVA(true, DataType.FLOAT, ""),
    OPERATIONS(false, DataType.FLOAT, ""),
    OPERATIONS_IN_FLOAT64(false, DataType.DOUBLE, "-float64");

    private final boolean onHost;
    private final DataType type;
    private final String suffix;

    Arithmetic(boolean onHost, DataType type, String suffix) {
      this.onHost = onHost;
      this.type = type;
      this.suffix = suffix;
    }

    /**
     * Bounds of the relative differences. A projection is about 1 in size, and one tie of 280,000
     * in the first pooling layer moves it by up to 0.01.
     */
    private Map<String, Double> bounds() {
      double factor = type == DataType.DOUBLE ? 0.01 : 1;
      return Map.of(
          "loss", 1e-4 * factor,
          "logits_row0_first8", 1e-4 * factor,
          "gradient_l2", 1e-3 * factor,
          "gradient_projection", 5e-2 * factor,
          "momentum_l2_after", 1e-3 * factor,
          "parameter_l2_after", 1e-4 * factor);
    }
  }

  static Stream<Arguments> networks() {
    NetworkSpec paper = Preset.PAPER.network(1000);
    Map<String, NetworkSpec> cases =
        Map.of(
            "paper", paper,
            "krizhevsky2012", Preset.KRIZHEVSKY2012.network(1000),
            "tanh", paper.withActivation(Activation.TANH),
            "no-lrn", paper.withoutNormalisation(),
            "ungrouped", paper.withoutGroups());
    return new TreeMap<>(cases)
        .entrySet().stream()
            .flatMap(
                each ->
                    Arrays.stream(Arithmetic.values())
                        .map(way -> Arguments.of(each.getKey(), way, each.getValue())));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("networks")
  void fiveStepsInARowEqualPyTorch(String name, Arithmetic way, NetworkSpec spec) {
    assumeTrue(
        way.type == DataType.FLOAT || multipliesFloat64(),
        "OpenBLAS multiplies float64 matrices wrongly on this processor");
    JsonNode golden = Golden.read("alexnet-%s%s.json".formatted(name, way.suffix));
    Map<String, Double> differences = new TreeMap<>();
    try (AlexNet network = new AlexNet(spec.withDropout(0), way.onHost, way.type)) {
      Golden.fill(network);
      for (int number = 0; number < 5; number++) {
        JsonNode step = golden.get("steps").get(number);
        Observed observed = new Observed(step, differences);
        if (number == 0) {
          observed.logits(network.logits(images(step), labels(step).length)[0]);
        }
        StepResult result = train(network, golden, number);
        observed.value("loss", "of the batch", result.loss(), step.get("loss").asDouble());
        observed.tensors(network);
      }
    }
    // bench/golden shows this line.
    System.out.printf("differences of %s, %s: %s%n", name, way, rounded(differences));
    assertThat(differences).containsOnlyKeys(way.bounds().keySet());
    way.bounds().forEach((what, bound) -> differences.computeIfPresent(what, beyond(bound)));
    assertThat(rounded(differences)).as("differences beyond %s", way.bounds()).isEmpty();
  }

  /** Keeps what is larger, and what is not a number. */
  private static BiFunction<String, Double, @Nullable Double> beyond(double bound) {
    return (what, difference) -> difference < bound ? null : difference;
  }

  /**
   * Whether OpenBLAS multiplies float64 matrices rightly. Version 0.3.19 does not with its core
   * type Cooperlake. The application has no such product.
   */
  private static boolean multipliesFloat64() {
    int side = 256;
    float[] values = Golden.fill(1, side * side, 1.0);
    INDArray matrix = Nd4j.create(values, new long[] {side, side}, 'c').castTo(DataType.DOUBLE);
    INDArray product = matrix.mmul(matrix);
    double most = 0;
    for (int at = 0; at < values.length; at++) {
      double wanted = 0;
      for (int i = 0; i < side; i++) {
        wanted += (double) values[at / side * side + i] * values[i * side + at % side];
      }
      most = Math.max(most, Math.abs(product.getDouble(at / side, at % side) - wanted));
    }
    return most < 1e-9;
  }

  private static Map<String, String> rounded(Map<String, Double> differences) {
    Map<String, String> rounded = new TreeMap<>();
    differences.forEach(
        (what, most) -> rounded.put(what, String.format(Locale.ROOT, "%.1e", most)));
    return rounded;
  }

  private static StepResult train(AlexNet network, JsonNode golden, int number) {
    JsonNode step = golden.get("steps").get(number);
    int[] labels = labels(step);
    double rate = golden.get("rate").asDouble();
    // The golden update has one rate for weights and biases, whatever the preset's training recipe.
    UpdateRule rule = new UpdateRule(0.9, golden.get("decay").asDouble(), rate, rate);
    return network.train(images(step), labels, labels.length, rule, 0, number);
  }

  /** 224x224 values at the top left of 227x227 zeros. */
  private static float[] images(JsonNode step) {
    JsonNode seeds = step.get("image_seeds");
    float[] images = new float[seeds.size() * 3 * 227 * 227];
    for (int n = 0; n < seeds.size(); n++) {
      float[] patch = Golden.fill(seeds.get(n).asLong(), 3 * 224 * 224, 1.0);
      for (int row = 0; row < 3 * 224; row++) {
        int to = ((n * 3 + row / 224) * 227 + row % 224) * 227;
        System.arraycopy(patch, row * 224, images, to, 224);
      }
    }
    return images;
  }

  private static int[] labels(JsonNode step) {
    int[] labels = new int[step.get("labels").size()];
    Arrays.setAll(labels, n -> step.get("labels").get(n).asInt());
    return labels;
  }

  /** Compares a step with PyTorch's and keeps the largest difference of each kind. */
  private record Observed(JsonNode expected, Map<String, Double> differences) {
    void value(String kind, String what, double actual, double wanted) {
      assertThat(actual).as("%s %s", kind, what).isFinite();
      differences.merge(kind, Math.abs(actual / wanted - 1), Math::max);
    }

    void logits(float[] row) {
      float[] wanted = Golden.floats(expected.get("logits_row0_first8"));
      double error = OperationTester.relativeError(Arrays.copyOf(row, wanted.length), wanted);
      differences.merge("logits_row0_first8", error, Math::max);
    }

    void tensors(AlexNet network) {
      List<Parameter> parameters = network.parameters();
      assertThat(parameters).hasSameSizeAs(expected.get("gradient_l2"));
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        Tensor gradient = network.gradient(parameter);
        norm("gradient_l2", gradient);
        norm("momentum_l2_after", network.momentum(parameter));
        norm("parameter_l2_after", network.weight(parameter));
        if (expected.has("gradient_projection")) {
          JsonNode wanted = expected.get("gradient_projection").get(parameter.name());
          double difference = Math.abs(projection(gradient, 301 + i) - wanted.asDouble());
          differences.merge("gradient_projection", difference, Math::max);
        }
      }
    }

    private void norm(String kind, Tensor tensor) {
      double wanted = expected.get(kind).get(tensor.name()).asDouble();
      value(kind, tensor.name(), Math.sqrt(product(tensor, tensor)), wanted);
    }

    /** make_golden.py's: a norm does not see values in another order, this does. */
    private static double projection(Tensor tensor, long seed) {
      int length = tensor.values().capacity();
      float[] values = Golden.fill(seed, length, 1.0);
      Tensor direction =
          new Tensor(tensor.name(), tensor.shape(), java.nio.FloatBuffer.wrap(values));
      double size = Math.sqrt(product(tensor, tensor) * product(direction, direction));
      return product(tensor, direction) * Math.sqrt(length) / size;
    }

    private static double product(Tensor a, Tensor b) {
      double sum = 0;
      for (int i = 0; i < a.values().capacity(); i++) {
        sum += (double) a.values().get(i) * b.values().get(i);
      }
      return sum;
    }
  }
}
