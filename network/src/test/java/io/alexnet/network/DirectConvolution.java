package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Convolution;

/** Convolution and its gradients by the definition, in double precision, over arrays [N,C,H,W]. */
final class DirectConvolution {
  private final Convolution spec;
  private final ImageShape in;
  private final ImageShape out;
  private final int batch;
  final float[] x;
  final float[] weights;
  final float[] biases;
  final float[] dy;

  DirectConvolution(Convolution spec, ImageShape in, ImageShape out, int batch) {
    this.spec = spec;
    this.in = in;
    this.out = out;
    this.batch = batch;
    int fanIn = in.channels() / spec.groups() * spec.kernel() * spec.kernel();
    weights = Golden.fill(1, spec.filters() * fanIn, 0.1);
    x = Golden.fill(2, batch * in.length(), 1);
    dy = Golden.fill(3, batch * out.length(), 1);
    biases = Golden.fill(4, spec.filters(), 0.1);
  }

  /** Called with the positions in x, weights and y of every multiplication. */
  private interface Tap {
    void multiply(int input, int weight, int output);
  }

  private void eachTap(Tap tap) {
    int inGroup = in.channels() / spec.groups();
    int k = spec.kernel();
    int pixels = out.height() * out.width();
    for (int output = 0; output < batch * out.length(); output++) {
      int n = output / out.length();
      int f = output / pixels % spec.filters();
      int top = output % pixels / out.width() * spec.stride() - spec.padding();
      int left = output % out.width() * spec.stride() - spec.padding();
      int firstChannel = f / (spec.filters() / spec.groups()) * inGroup;
      for (int i = 0; i < inGroup * k * k; i++) {
        int row = top + i / k % k;
        int column = left + i % k;
        if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
          int channel = n * in.channels() + firstChannel + i / (k * k);
          int input = (channel * in.height() + row) * in.width() + column;
          tap.multiply(input, f * inGroup * k * k + i, output);
        }
      }
    }
  }

  float[] y() {
    double[] sums = new double[dy.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = biases[i / (out.height() * out.width()) % spec.filters()];
    }
    eachTap((input, weight, output) -> sums[output] += (double) x[input] * weights[weight]);
    return rounded(sums);
  }

  float[] dx() {
    double[] sums = new double[x.length];
    eachTap((input, weight, output) -> sums[input] += (double) dy[output] * weights[weight]);
    return rounded(sums);
  }

  float[] dw() {
    double[] sums = new double[weights.length];
    eachTap((input, weight, output) -> sums[weight] += (double) dy[output] * x[input]);
    return rounded(sums);
  }

  float[] db() {
    double[] sums = new double[biases.length];
    for (int i = 0; i < dy.length; i++) {
      sums[i / (out.height() * out.width()) % spec.filters()] += dy[i];
    }
    return rounded(sums);
  }

  private static float[] rounded(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }
}
