package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Normalise;
import java.nio.FloatBuffer;
import java.util.function.Supplier;
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
      ranges(
          x,
          () -> {
            Pixels task = new Pixels();
            return (first, pixels) -> task.forward(from, to, first, pixels);
          });
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
      ranges(
          x,
          () -> {
            Pixels task = new Pixels();
            return (first, pixels) -> task.backward(from, gradient, to, first, pixels);
          });
    } else {
      backwardByOperations(x, dy, dx);
    }
    return dx;
  }

  private void ranges(INDArray x, Supplier<HostFloats.RangeTask> tasks) {
    HostFloats.ranges((int) (x.length() / channels), pixels(), tasks);
  }

  /** Pixels to a range. */
  private int pixels() {
    return Math.max(1, HostFloats.RANGE / channels);
  }

  /** Works on the values of some pixels, all channels of one behind those of another. */
  private final class Pixels {
    private final float[] x = new float[pixels() * channels];
    private final float[] dy = new float[x.length];
    private final float[] divisors = new float[x.length];
    private final float[] sums = new float[x.length];
    private final float[] terms = new float[x.length];
    private final float[] shifted = new float[x.length];

    /** Terms with half a window of zeros at both ends. */
    private final float[] padded = new float[x.length + 2 * half];

    void forward(FloatBuffer from, FloatBuffer to, int first, int pixels) {
      int length = pixels * channels;
      from.get(first * channels, x, 0, length);
      divisors(length);
      multiplyByInversePower(x, length);
      to.put(first * channels, x, 0, length);
    }

    void backward(FloatBuffer from, FloatBuffer gradient, FloatBuffer to, int first, int pixels) {
      int length = pixels * channels;
      from.get(first * channels, x, 0, length);
      gradient.get(first * channels, dy, 0, length);
      divisors(length);
      multiplyByInversePower(dy, length);
      for (int i = 0; i < length; i++) {
        terms[i] = dy[i] * x[i] / divisors[i];
      }
      sumWindows(length);
      float factor = (float) (2 * spec.alpha() * spec.beta());
      for (int i = 0; i < length; i++) {
        dy[i] -= factor * x[i] * sums[i];
      }
      to.put(first * channels, dy, 0, length);
    }

    /** S at every value. */
    private void divisors(int length) {
      for (int i = 0; i < length; i++) {
        terms[i] = x[i] * x[i];
      }
      sumWindows(length);
      float k = (float) spec.k();
      float alpha = (float) spec.alpha();
      for (int i = 0; i < length; i++) {
        divisors[i] = k + alpha * sums[i];
      }
    }

    private void sumWindows(int length) {
      // One long loop over whole arrays for each place in the window, as if pixels had no borders,
      // is what the compiler vectorises; the few windows across a border are then summed again.
      System.arraycopy(terms, 0, padded, half, length);
      System.arraycopy(padded, 0, sums, 0, length);
      for (int place = 1; place <= 2 * half; place++) {
        System.arraycopy(padded, place, shifted, 0, length);
        for (int i = 0; i < length; i++) {
          sums[i] += shifted[i];
        }
      }
      for (int pixel = 0; pixel < length; pixel += channels) {
        for (int edge = 0; edge < Math.min(half, channels); edge++) {
          sums[pixel + edge] = windowSum(pixel, edge);
          sums[pixel + channels - 1 - edge] = windowSum(pixel, channels - 1 - edge);
        }
      }
    }

    private float windowSum(int pixel, int channel) {
      float sum = 0;
      int last = Math.min(channels - 1, channel + half);
      for (int c = Math.max(0, channel - half); c <= last; c++) {
        sum += padded[half + pixel + c];
      }
      return sum;
    }

    /** Multiplies values by S^-beta. */
    private void multiplyByInversePower(float[] values, int length) {
      if (spec.beta() == 0.75) {
        for (int i = 0; i < length; i++) {
          float root = (float) Math.sqrt(divisors[i]);
          values[i] /= root * (float) Math.sqrt(root);
        }
      } else {
        for (int i = 0; i < length; i++) {
          values[i] *= (float) Math.pow(divisors[i], -spec.beta());
        }
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
    INDArray weights =
        Nd4j.create(band, new long[] {channels, channels, 1, 1}, 'c').castTo(values.dataType());
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
