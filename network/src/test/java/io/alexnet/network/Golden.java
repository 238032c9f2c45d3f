package io.alexnet.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * PyTorch's figures, written by make_golden.py beside them, and the arrays they were computed from.
 */
final class Golden {
  private Golden() {}

  static JsonNode read(String file) {
    try (InputStream in =
        Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file), file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** make_golden.py's fill: every value from its index. */
  static float[] fill(long seed, int length, double scale) {
    float[] values = new float[length];
    HostFloats.ranges(
        length,
        HostFloats.RANGE,
        () ->
            (from, count) -> {
              for (int i = from; i < from + count; i++) {
                long x = i + (seed << 32) + 0x9E3779B97F4A7C15L;
                x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
                x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
                x = x ^ (x >>> 31);
                values[i] = (float) ((2 * ((x >>> 40) * 0x1p-24) - 1) * scale);
              }
            });
    return values;
  }

  /** make_golden.py's weights: of He's size, so that the signal neither fades nor explodes. */
  static void fill(AlexNet network) {
    int i = 0;
    for (Parameter parameter : network.parameters()) {
      double scale = parameter.isBias() ? 0.1 : Math.sqrt(6.0 / parameter.fanIn());
      i++;
      float[] values = fill(i, (int) parameter.length(), scale);
      network.setWeights(new Tensor(parameter.name(), parameter.shape(), FloatBuffer.wrap(values)));
    }
  }

  static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }
}
