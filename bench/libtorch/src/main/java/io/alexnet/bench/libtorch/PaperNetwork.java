package io.alexnet.bench.libtorch;

import static org.bytedeco.pytorch.global.torch.avg_pool3d;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.dropout;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu_;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * The network of the 2012 paper with 1000 classes, written as one writes it for PyTorch.
 *
 * <p>Normalisation is composed as PyTorch's own {@code local_response_norm} composes it: that
 * function itself crashes in this build.
 */
@SuppressWarnings("try") // A scope does its work by being closed.
final class PaperNetwork {
  /** Eight layers, in order; a kernel of 0 is a dense one. */
  private static final List<Layer> LAYERS =
      List.of(
          new Layer("conv1", 96, 3, 11),
          new Layer("conv2", 256, 48, 5),
          new Layer("conv3", 384, 256, 3),
          new Layer("conv4", 384, 192, 3),
          new Layer("conv5", 256, 192, 3),
          new Layer("fc6", 4096, 9216, 0),
          new Layer("fc7", 4096, 4096, 0),
          new Layer("fc8", 1000, 4096, 0));

  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final MemoryFormat format;
  private final double drop;

  /** Writes the first values of a parameter. */
  interface Fill {
    /**
     * @param number of the parameter, from 0: conv1.weight, conv1.bias, conv2.weight and so on
     */
    float[] values(int number, int length, int fanIn, boolean bias);
  }

  private record Layer(String name, int out, int in, int kernel) {
    long[] shape() {
      return kernel == 0 ? new long[] {out, in} : new long[] {out, in, kernel, kernel};
    }

    int fanIn() {
      return in * Math.max(1, kernel * kernel);
    }
  }

  /**
   * @param format of pictures and convolutions' weights: contiguous or channels-last
   * @param drop the probability of dropout in training
   */
  PaperNetwork(MemoryFormat format, double drop, Fill fill) {
    this.format = format;
    this.drop = drop;
    for (Layer layer : LAYERS) {
      add(layer.name + ".weight", layer.shape(), layer.fanIn(), false, fill);
      add(layer.name + ".bias", new long[] {layer.out}, layer.fanIn(), true, fill);
    }
  }

  private void add(String name, long[] shape, int fanIn, boolean bias, Fill fill) {
    int length = 1;
    for (long size : shape) {
      length *= (int) size;
    }
    Tensor made = Tensor.create(fill.values(parameters.size(), length, fanIn, bias), shape);
    Tensor parameter = shape.length == 4 ? made.contiguous(format) : made;
    parameter.requires_grad_(true);
    parameters.put(name, parameter);
  }

  /** By name, such as conv1.weight, in the order of the layers. */
  Map<String, Tensor> parameters() {
    return parameters;
  }

  long parameterCount() {
    return parameters.values().stream().mapToLong(Tensor::numel).sum();
  }

  /**
   * Class scores [N,1000], owned by the caller's innermost PointerScope; there must be one.
   *
   * @param images [N,3,227,227] in any memory format; not kept
   * @param training whether units drop out
   */
  Tensor forward(Tensor images, boolean training) {
    Tensor x = images.contiguous(format);
    x = stage(x, in -> pool(normalise(convolution("conv1", in, 4, 0, 1))));
    x = stage(x, in -> pool(normalise(convolution("conv2", in, 1, 2, 2))));
    x = stage(x, in -> convolution("conv3", in, 1, 1, 1));
    x = stage(x, in -> convolution("conv4", in, 1, 1, 2));
    x = stage(x, in -> pool(convolution("conv5", in, 1, 1, 2)).flatten(1, -1));
    x = stage(x, in -> dropout(relu_(dense("fc6", in)), drop, training));
    x = stage(x, in -> dropout(relu_(dense("fc7", in)), drop, training));
    return stage(x, in -> dense("fc8", in));
  }

  /** The mean cross-entropy of a batch, its gradients left in the parameters; 0-dimensional. */
  Tensor backward(Tensor images, Tensor labels) {
    Tensor loss = cross_entropy_loss(forward(images, true), labels);
    loss.backward();
    return loss;
  }

  /** Lets go of what nobody needs any more as soon as Python would. */
  private static Tensor stage(Tensor x, UnaryOperator<Tensor> layers) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope()) {
      Tensor result = layers.apply(x);
      outer.attach(result);
      x.close();
      return result;
    }
  }

  /** With its ReLU, in place. */
  private Tensor convolution(String name, Tensor x, int stride, int padding, int groups) {
    long[] one = {1, 1};
    Tensor result =
        conv2d(
            x,
            parameter(name + ".weight"),
            new TensorOptional(parameter(name + ".bias")),
            new long[] {stride, stride},
            new long[] {padding, padding},
            one,
            groups);
    relu_(result);
    return result;
  }

  private Tensor dense(String name, Tensor x) {
    return linear(x, parameter(name + ".weight"), new TensorOptional(parameter(name + ".bias")));
  }

  private Tensor parameter(String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  private static Tensor pool(Tensor x) {
    return max_pool2d(
        x, new long[] {3, 3}, new long[] {2, 2}, new long[] {0, 0}, new long[] {1, 1}, false);
  }

  /** k = 2, n = 5, beta = 0.75; the pooling divides by n, so that alpha is 5 times the paper's. */
  private static Tensor normalise(Tensor x) {
    Tensor squares = constant_pad_nd(x.mul(x).unsqueeze(1), 0, 0, 0, 0, 2, 2);
    long[] none = {0, 0, 0};
    Tensor means =
        avg_pool3d(
                squares,
                new long[] {5, 1, 1},
                new long[] {1, 1, 1},
                none,
                false,
                true,
                new LongOptional())
            .squeeze(1);
    return x.div(means.mul(new Scalar(5e-4)).add(new Scalar(2.0)).pow(new Scalar(0.75)));
  }
}
