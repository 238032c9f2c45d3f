package io.alexnet.network;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * From the gradient behind a layer's nonlinearity to that before it and that of the bias, in one
 * pass over host memory.
 */
final class OutputGradient {
  /** Parts with sums of their own, however many threads there are. */
  private static final int SHARES = 16;

  private OutputGradient() {}

  /**
   * @param y the layer's output
   * @param dy its gradient, replaced by that before the nonlinearity
   * @param bias overwritten with the bias's gradient
   */
  static void write(Optional<Activation> activation, INDArray y, INDArray dy, INDArray bias) {
    boolean rectified = activation.equals(Optional.of(Activation.RELU));
    if (!rectified) {
      activation.ifPresent(function -> Nonlinearity.backward(function, y, dy, true));
    }
    int width = (int) bias.length();
    int pixels = (int) (dy.length() / width);
    int step = Math.max(1, HostFloats.RANGE / width);
    FloatBuffer outputs = HostFloats.of(y);
    FloatBuffer gradients = HostFloats.of(dy);
    float[][] sums = new float[SHARES][width];
    HostFloats.parallel(
        SHARES,
        share -> {
          float[] g = new float[step * width];
          float[] output = new float[g.length];
          int last = (int) ((long) pixels * (share + 1) / SHARES);
          for (int from = (int) ((long) pixels * share / SHARES); from < last; from += step) {
            int length = Math.min(step, last - from) * width;
            gradients.get(from * width, g, 0, length);
            if (rectified) {
              outputs.get(from * width, output, 0, length);
              Nonlinearity.rectifyGradient(output, g, length);
              gradients.put(from * width, g, 0, length);
            }
            for (int at = 0; at < length; at += width) {
              add(g, at, sums[share]);
            }
          }
        });
    for (int share = 1; share < SHARES; share++) {
      add(sums[share], 0, sums[0]);
    }
    HostFloats.of(bias).put(0, sums[0]);
  }

  private static void add(float[] values, int from, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[from + i];
    }
  }
}
