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
 * <p>On a CPU in plain Java over slices of all channels of a few pixels, which fit the second-level
 * cache; on other backends in ND4J operations, the window's sum being a 1x1 convolution with a band
 * of ones.
 */
final class NormaliseOperation implements Operation {
  private static final int PIXELS = 256;

  private final Normalise spec;
  private final ImageShape shape;
  private final boolean onHost;

  /**
   * @param onHost whether to compute in Java on the array's own memory, rather than in ND4J
   *     operations
   */
  NormaliseOperation(Normalise spec, ImageShape shape, boolean onHost) {
    this.spec = spec;
    this.shape = shape;
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
      slices((int) x.size(0), slice -> forward(from, to, slice));
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
      slices((int) x.size(0), slice -> backward(from, gradient, to, slice));
    } else {
      backwardByOperations(x, dy, dx);
    }
    return dx;
  }

  /** Runs one task for every slice: [example, first pixel] packed as example * slices + slice. */
  private void slices(int batch, IntConsumer task) {
    HostFloats.parallel(batch * slicesPerExample(), task);
  }

  private int plane() {
    return shape.height() * shape.width();
  }

  private int slicesPerExample() {
    return (plane() + PIXELS - 1) / PIXELS;
  }

  private int width(int slice) {
    return Math.min(PIXELS, plane() - slice % slicesPerExample() * PIXELS);
  }

  private int position(int slice, int channel) {
    int example = slice / slicesPerExample();
    return (example * shape.channels() + channel) * plane() + slice % slicesPerExample() * PIXELS;
  }

  private void forward(FloatBuffer from, FloatBuffer to, int slice) {
    int width = width(slice);
    float[][] x = read(from, slice, width);
    float[][] divisors = divisors(x, width);
    for (int c = 0; c < x.length; c++) {
      float[] values = x[c];
      inversePower(divisors[c], values);
      to.put(position(slice, c), values, 0, width);
    }
  }

  private void backward(FloatBuffer from, FloatBuffer gradient, FloatBuffer to, int slice) {
    int width = width(slice);
    float[][] x = read(from, slice, width);
    float[][] dy = read(gradient, slice, width);
    float[][] divisors = divisors(x, width);
    float[][] ratio = new float[x.length][width];
    for (int c = 0; c < x.length; c++) {
      inversePower(divisors[c], dy[c]);
      for (int i = 0; i < width; i++) {
        ratio[c][i] = dy[c][i] * x[c][i] / divisors[c][i];
      }
    }
    float[] sum = new float[width];
    float factor = (float) (2 * spec.alpha() * spec.beta());
    for (int c = 0; c < x.length; c++) {
      windowSum(ratio, c, sum);
      for (int i = 0; i < width; i++) {
        dy[c][i] -= factor * x[c][i] * sum[i];
      }
      to.put(position(slice, c), dy[c], 0, width);
    }
  }

  private float[][] read(FloatBuffer from, int slice, int width) {
    float[][] values = new float[shape.channels()][width];
    for (int c = 0; c < values.length; c++) {
      from.get(position(slice, c), values[c], 0, width);
    }
    return values;
  }

  /** S of every channel. */
  private float[][] divisors(float[][] x, int width) {
    float[][] squares = new float[x.length][width];
    for (int c = 0; c < x.length; c++) {
      for (int i = 0; i < width; i++) {
        squares[c][i] = x[c][i] * x[c][i];
      }
    }
    float[][] divisors = new float[x.length][width];
    float k = (float) spec.k();
    float alpha = (float) spec.alpha();
    for (int c = 0; c < x.length; c++) {
      float[] sum = divisors[c];
      windowSum(squares, c, sum);
      for (int i = 0; i < width; i++) {
        sum[i] = k + alpha * sum[i];
      }
    }
    return divisors;
  }

  private void windowSum(float[][] values, int channel, float[] sum) {
    int half = spec.size() / 2;
    Arrays.fill(sum, 0);
    for (int c = Math.max(0, channel - half);
        c <= Math.min(values.length - 1, channel + half);
        c++) {
      float[] term = values[c];
      for (int i = 0; i < sum.length; i++) {
        sum[i] += term[i];
      }
    }
  }

  /** Multiplies values by S^-beta. */
  private void inversePower(float[] divisors, float[] values) {
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
    int channels = shape.channels();
    float[] band = new float[channels * channels];
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j < channels; j++) {
        band[i * channels + j] = Math.abs(i - j) <= spec.size() / 2 ? (float) factor : 0;
      }
    }
    INDArray weights = Nd4j.create(band, new long[] {channels, channels, 1, 1}, 'c');
    INDArray bias = Nd4j.valueArrayOf(new long[] {channels}, offset, values.dataType());
    INDArray sums = Nd4j.createUninitialized(values.dataType(), values.shape(), 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(values, weights, bias)
            .addOutputs(sums)
            .addIntegerArguments(1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1)
            .build());
    return sums;
  }
}
