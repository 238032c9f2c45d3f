package io.alexnet.network;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Convolution;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Grouped convolution with a nonlinearity behind it: in host memory by one of the project's own
 * ways where one fits, else through ND4J's conv2d operations.
 *
 * <p>conv2d knows no groups, so each group is a call of its own. Deeplearning4j's own convolution
 * layer never reaches these operations and computes the forward pass twice in training.
 */
final class ConvolutionOperation implements Operation {
  private final Convolution spec;
  private final ImageShape output;
  private final Optional<Activation> activation;
  private final boolean needsInputGradient;
  private final boolean onHost;
  private final WeightAndBias tensors;
  private final Optional<HostConvolution> host;
  private @Nullable INDArray result;

  /**
   * @param needsInputGradient false for the first layer
   * @param onHost whether Java may compute on the arrays' own memory, rather than ND4J operations
   *     alone
   */
  ConvolutionOperation(
      Convolution spec,
      ImageShape input,
      Optional<Activation> activation,
      boolean needsInputGradient,
      boolean onHost) {
    if (input.channels() % spec.groups() != 0 || spec.filters() % spec.groups() != 0) {
      throw new IllegalArgumentException(
          "%s: %d groups do not divide %d input channels and %d filters"
              .formatted(spec.name(), spec.groups(), input.channels(), spec.filters()));
    }
    this.spec = spec;
    this.output = new ImageShape(spec.filters(), side(input.height()), side(input.width()));
    this.activation = activation;
    this.needsInputGradient = needsInputGradient;
    this.onHost = onHost;
    host = onHost ? host(spec, input) : Optional.empty();
    long k = spec.kernel();
    List<Long> shape =
        List.of((long) spec.filters(), (long) input.channels() / spec.groups(), k, k);
    this.tensors = new WeightAndBias(spec.name(), shape, spec.weights(), spec.bias());
  }

  private Optional<HostConvolution> host(Convolution spec, ImageShape input) {
    if (WinogradConvolution.fits(spec, input, needsInputGradient)) {
      return Optional.of(new WinogradConvolution(spec, input, output));
    }
    return spec.groups() == 1 && !needsInputGradient
        ? Optional.of(new PatchMatrix(spec, input, output))
        : Optional.empty();
  }

  private int side(int length) {
    return (length + 2 * spec.padding() - spec.kernel()) / spec.stride() + 1;
  }

  @Override
  public ImageShape outputShape() {
    return output;
  }

  @Override
  public List<Parameter> parameters() {
    return tensors.parameters();
  }

  @Override
  public void bindValues(ParameterVector values) {
    tensors.bindValues(values);
  }

  @Override
  public void bindGradients(ParameterVector gradients) {
    tensors.bindGradients(gradients);
  }

  @Override
  public INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr memory) {
    INDArray y =
        memory.createUninitialized(
            ArrayType.ACTIVATIONS, x.dataType(), Layout.batch(output, x.size(0)), 'c');
    result = y;
    if (host.isPresent()) {
      Epilogue finish = Epilogue.of(tensors.bias().toFloatVector(), activation);
      Function<long[], INDArray> scratch = scratch(ArrayType.FF_WORKING_MEM, x, memory);
      host.get().forward(x, tensors.weight(), y, finish, scratch);
      return y;
    }
    for (int g = 0; g < spec.groups(); g++) {
      ChannelGroup group = new ChannelGroup(g, spec.groups(), onHost);
      INDArray part = group.empty(y, ArrayType.FF_WORKING_MEM, memory);
      run(
          "conv2d",
          List.of(
              group.of(x, ArrayType.FF_WORKING_MEM, memory),
              filters(tensors.weight(), g),
              filters(tensors.bias(), g)),
          List.of(part));
      group.into(y, part);
    }
    activation.ifPresent(function -> Nonlinearity.apply(function, y));
    return y;
  }

  @Override
  public @Nullable INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr memory) {
    INDArray y = Objects.requireNonNull(result, "backward without forward");
    result = null;
    if (host.isPresent()) {
      OutputGradient.write(activation, y, dy, tensors.biasGradient());
      return backward(host.get(), x, dy, memory);
    }
    activation.ifPresent(function -> Nonlinearity.backward(function, y, dy, onHost));
    // conv2d_bp always computes the input's gradient; where it is not wanted, it goes to working
    // memory.
    INDArray dx =
        memory.createUninitialized(
            needsInputGradient ? ArrayType.ACTIVATION_GRAD : ArrayType.BP_WORKING_MEM,
            x.dataType(),
            x.shape(),
            'c');
    for (int g = 0; g < spec.groups(); g++) {
      ChannelGroup group = new ChannelGroup(g, spec.groups(), onHost);
      INDArray part = group.empty(dx, ArrayType.BP_WORKING_MEM, memory);
      run(
          "conv2d_bp",
          List.of(
              group.of(x, ArrayType.BP_WORKING_MEM, memory),
              filters(tensors.weight(), g),
              filters(tensors.bias(), g),
              group.of(dy, ArrayType.BP_WORKING_MEM, memory)),
          List.of(part, filters(tensors.weightGradient(), g), filters(tensors.biasGradient(), g)));
      group.into(dx, part);
    }
    return needsInputGradient ? dx : null;
  }

  private @Nullable INDArray backward(
      HostConvolution convolution, INDArray x, INDArray dy, LayerWorkspaceMgr memory) {
    Function<long[], INDArray> scratch = scratch(ArrayType.BP_WORKING_MEM, x, memory);
    convolution.weightGradient(x, dy, tensors.weightGradient(), scratch);
    if (!needsInputGradient) {
      return null;
    }
    INDArray dx =
        memory.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
    convolution.inputGradient(dy, tensors.weight(), dx, scratch);
    return dx;
  }

  private static Function<long[], INDArray> scratch(
      ArrayType use, INDArray like, LayerWorkspaceMgr memory) {
    return shape -> memory.createUninitialized(use, like.dataType(), shape, 'c');
  }

  private void run(String operation, List<INDArray> inputs, List<INDArray> outputs) {
    int k = spec.kernel();
    int s = spec.stride();
    int p = spec.padding();
    // Kernel, stride, padding, dilation (each height, width), padding as given, NHWC, weights as
    // [out, in, kH, kW].
    Nd4j.exec(
        DynamicCustomOp.builder(operation)
            .addInputs(inputs.toArray(INDArray[]::new))
            .addOutputs(outputs.toArray(INDArray[]::new))
            .addIntegerArguments(k, k, s, s, p, p, 1, 1, 0, 1, 1)
            .build());
  }

  private INDArray filters(INDArray tensor, int group) {
    long width = tensor.size(0) / spec.groups();
    return spec.groups() == 1 ? tensor : tensor.get(interval(group * width, (group + 1) * width));
  }
}
