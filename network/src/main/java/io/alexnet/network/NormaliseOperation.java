package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Normalise;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Local response normalisation with the exact gradient.
 *
 * <p>With S_i = k + alpha * sum of x_j^2 over the window at i: y_i = x_i S_i^-beta, and dx_j = dy_j
 * S_j^-beta - 2 alpha beta x_j * sum of dy_i y_i / S_i over the window at j. Deeplearning4j's layer
 * and ND4J's lrn operation both get the gradient wrong for large activations (deeplearning4j issue
 * 7272).
 *
 * <p>On a CPU in plain Java; on other backends in ND4J operations, the window's sum being a 1x1
 * convolution with a band of ones.
 */
final class NormaliseOperation implements Operation {
  /** Pixels to a task: their channels stay in the second-level cache. */
  private static final int PIXELS = 128;

  private final Normalise spec;
  private final ImageShape shape;
  private final int channels;
  private final int half;
  private final boolean onHost;

  /**
   * @param onHost whether to compute in Java on the array's own memory, rather than in ND4J
   *     operations
   */
  NormaliseOperation(Normalise spec, ImageShape shape, boolean onHost) {
    this.spec = spec;
    this.shape = shape;
    this.channels = shape.channels();
    this.half = spec.size() / 2;
    this.onHost = onHost;
  }

  @Override
  public ImageShape outputShape() {
    return shape;
  }

  @Override
  public INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr memory) {
    INDArray y = memory.createUninitialized(ArrayType.ACTIVATIONS, x.dataType(), x.shape(), 'c');
    if (onHost) {
      FloatBuffer from = HostFloats.of(x);
      FloatBuffer to = HostFloats.of(y);
      slices(x.length() / channels, first -> forward(from, to, first));
    } else {
      y.assign(power(divisors(x), -spec.beta()).muli(x));
    }
    return y;
  }

  @Override
  public INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr memory) {
    INDArray dx =
        memory.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
    if (onHost) {
      FloatBuffer from = HostFloats.of(x);
      FloatBuffer gradient = HostFloats.of(dy);
      FloatBuffer to = HostFloats.of(dx);
      slices(x.length() / channels, first -> backward(from, gradient, to, first));
    } else {
      backwardByOperations(x, dy, dx);
    }
    return dx;
  }

  /** Runs one task for every {@link #PIXELS} pixels, told the first one. */
  private void slices(long pixels, IntConsumer task) {
    HostFloats.parallel(
        (int) ((pixels + PIXELS - 1) / PIXELS), slice -> task.accept(slice * PIXELS));
  }

  private void forward(FloatBuffer from, FloatBuffer to, int first) {
    float[] x = read(from, first);
    multiplyByInversePower(divisors(x), x);
    to.put(first * channels, x);
  }

  private void backward(FloatBuffer from, FloatBuffer gradient, FloatBuffer to, int first) {
    float[] x = read(from, first);
    float[] dy = read(gradient, first);
    float[] divisors = divisors(x);
    multiplyByInversePower(divisors, dy);
    float[] ratios = new float[x.length + 2 * half];
    for (int i = 0; i < x.length; i++) {
      ratios[half + i] = dy[i] * x[i] / divisors[i];
    }
    float[] sums = windowSums(ratios);
    float factor = (float) (2 * spec.alpha() * spec.beta());
    for (int i = 0; i < x.length; i++) {
      dy[i] -= factor * x[i] * sums[i];
    }
    to.put(first * channels, dy);
  }

  /** All channels of up to {@link #PIXELS} pixels, one pixel behind the other. */
  private float[] read(FloatBuffer from, int first) {
    float[] values = new float[Math.min(PIXELS * channels, from.capacity() - first * channels)];
    from.get(first * channels, values);
    return values;
  }

  /** S at every value. */
  private float[] divisors(float[] x) {
    float[] squares = new float[x.length + 2 * half];
    for (int i = 0; i < x.length; i++) {
      squares[half + i] = x[i] * x[i];
    }
    float[] sums = windowSums(squares);
    float k = (float) spec.k();
    float alpha = (float) spec.alpha();
    for (int i = 0; i < sums.length; i++) {
      sums[i] = k + alpha * sums[i];
    }
    return sums;
  }

  /**
   * The sum over every value's window.
   *
   * @param padded the values with half a window of zeros at both ends
   */
  private float[] windowSums(float[] padded) {
    // One long loop for each place in the window, as if pixels had no borders, is what the compiler
    // vectorises; the few windows across a border are then summed again.
    float[] sums = Arrays.copyOf(padded, padded.length - 2 * half);
    for (int place = 1; place <= 2 * half; place++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += padded[i + place];
      }
    }
    for (int pixel = 0; pixel < sums.length; pixel += channels) {
      for (int edge = 0; edge < Math.min(half, channels); edge++) {
        sums[pixel + edge] = windowSum(padded, pixel, edge);
        sums[pixel + channels - 1 - edge] = windowSum(padded, pixel, channels - 1 - edge);
      }
    }
    return sums;
  }

  private float windowSum(float[] padded, int pixel, int channel) {
    float sum = 0;
    int last = Math.min(channels - 1, channel + half);
    for (int c = Math.max(0, channel - half); c <= last; c++) {
      sum += padded[half + pixel + c];
    }
    return sum;
  }

  /** Multiplies values by S^-beta. */
  private void multiplyByInversePower(float[] divisors, float[] values) {
    if (spec.beta() == 0.75) {
      for (int i = 0; i < values.length; i++) {
        float root = (float) Math.sqrt(divisors[i]);
        values[i] /= root * (float) Math.sqrt(root);
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] *= (float) Math.pow(divisors[i], -spec.beta());
      }
    }
  }

  private void backwardByOperations(INDArray x, INDArray dy, INDArray dx) {
    INDArray divisors = divisors(x);
    INDArray scaled = power(divisors, -spec.beta()).muli(dy);
    INDArray sums = banded(scaled.mul(x).divi(divisors), 1, 0);
    dx.assign(scaled.subi(sums.muli(x).muli(2 * spec.alpha() * spec.beta())));
  }

  private INDArray divisors(INDArray x) {
    return banded(x.mul(x), spec.alpha(), spec.k());
  }

  private static INDArray power(INDArray base, double exponent) {
    return Transforms.pow(base, exponent, true);
  }

  /** {@code offset + factor *} the sum over each channel's window, as a 1x1 convolution. */
  private INDArray banded(INDArray values, double factor, double offset) {
    float[] band = new float[channels * channels];
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j < channels; j++) {
        band[i * channels + j] = Math.abs(i - j) <= half ? (float) factor : 0;
      }
    }
    INDArray weights = Nd4j.create(band, new long[] {channels, channels, 1, 1}, 'c');
    INDArray bias = Nd4j.valueArrayOf(new long[] {channels}, offset, values.dataType());
    INDArray sums = Nd4j.createUninitialized(values.dataType(), values.shape(), 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(values, weights, bias)
            .addOutputs(sums)
            .addIntegerArguments(1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1)
            .build());
    return sums;
  }
}
