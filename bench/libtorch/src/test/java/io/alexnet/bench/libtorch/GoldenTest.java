package io.alexnet.bench.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The peer computes what PyTorch's Python computes, so it is the network that ours is held to. */
@SuppressWarnings("try") // A scope does its work by being closed.
class GoldenTest {
  private static final int SIDE = 224;

  @BeforeAll
  static void unpack() throws IOException {
    NativeLibraries.unpack();
  }

  @Test
  void countsTheParametersOfThePaper() {
    assertThat(network(MemoryFormat.Contiguous).parameterCount()).isEqualTo(60_965_224);
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryFormat.class,
      names = {"Contiguous", "ChannelsLast"})
  void fiveStepsEqualThoseOfPython(MemoryFormat format) throws IOException {
    torch.set_num_threads(2);
    JsonNode golden = golden();
    PaperNetwork network = network(format);
    Step step = new Step(network, golden.get("rate").asDouble(), golden.get("decay").asDouble());
    int number = 0;
    for (JsonNode expected : golden.get("steps")) {
      try (PointerScope scope = new PointerScope()) {
        Tensor images = images(expected.get("image_seeds"));
        if (number == 0) {
          assertLogits(network, images, expected.get("logits_row0_first8"));
        }
        float loss = step.take(images, labels(expected.get("labels")));
        assertThat((double) loss)
            .as("loss of step %d", number)
            .isCloseTo(expected.get("loss").asDouble(), relative(1e-4, expected.get("loss")));
        assertNorms(network, expected.get("parameter_l2_after"), number);
      }
      number++;
    }
  }

  private static void assertLogits(PaperNetwork network, Tensor images, JsonNode expected) {
    float[] first = new float[expected.size()];
    network.forward(images, false).data_ptr_float().get(first);
    for (int i = 0; i < first.length; i++) {
      assertThat((double) first[i])
          .as("logit %d", i)
          .isCloseTo(expected.get(i).asDouble(), within(1e-4));
    }
  }

  private static void assertNorms(PaperNetwork network, JsonNode expected, int number) {
    network
        .parameters()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.to(ScalarType.Double).norm().item_double())
                    .as("norm of %s after step %d", name, number)
                    .isCloseTo(expected.get(name).asDouble(), relative(1e-4, expected.get(name))));
  }

  private static PaperNetwork network(MemoryFormat format) {
    return new PaperNetwork(
        format,
        0,
        (number, length, fanIn, bias) ->
            fill(number + 1, length, bias ? 0.1 : Math.sqrt(6.0 / fanIn)));
  }

  /** 224x224 values at the top left of 227x227 zeros. */
  private static Tensor images(JsonNode seeds) {
    int length = 3 * SIDE * SIDE;
    float[] values = new float[seeds.size() * length];
    for (int n = 0; n < seeds.size(); n++) {
      System.arraycopy(fill(seeds.get(n).asLong(), length, 1), 0, values, n * length, length);
    }
    return torch.constant_pad_nd(Tensor.create(values, seeds.size(), 3, SIDE, SIDE), 0, 3, 0, 3);
  }

  private static Tensor labels(JsonNode expected) {
    long[] labels = new long[expected.size()];
    Arrays.setAll(labels, n -> expected.get(n).asLong());
    return Tensor.create(labels);
  }

  /** make_golden.py's fill: every value from its index. */
  private static float[] fill(long seed, int length, double scale) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      long x = i + (seed << 32) + 0x9E3779B97F4A7C15L;
      x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
      x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
      x = x ^ (x >>> 31);
      values[i] = (float) ((2 * ((x >>> 40) * 0x1p-24) - 1) * scale);
    }
    return values;
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/alexnet-paper.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static Offset<Double> relative(double tolerance, JsonNode expected) {
    return within(tolerance * Math.abs(expected.asDouble()));
  }
}
