package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Dense;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A fully connected layer with a nonlinearity behind it, by matrix products on row-major [out, in]
 * weights.
 *
 * <p>Nd4j.gemm writes column-major results, so every product is asked for transposed: the transpose
 * of a row-major matrix is the column-major one in the same memory.
 */
final class DenseOperation implements Operation {
  private final Dense spec;
  private final ImageShape input;
  private final Optional<Activation> activation;
  private final WeightAndBias tensors;
  private @Nullable INDArray result;

  DenseOperation(Dense spec, ImageShape input, Optional<Activation> activation) {
    this.spec = spec;
    this.input = input;
    this.activation = activation;
    List<Long> shape = List.of((long) spec.units(), (long) input.length());
    this.tensors = new WeightAndBias(spec.name(), shape, spec.weights(), spec.bias());
  }

  @Override
  public ImageShape outputShape() {
    return new ImageShape(spec.units(), 1, 1);
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
    INDArray rows = x.reshape('c', x.size(0), input.length());
    INDArray y =
        memory.createUninitialized(
            ArrayType.ACTIVATIONS, x.dataType(), new long[] {x.size(0), spec.units()}, 'c');
    Nd4j.gemm(tensors.weight(), rows, y.transpose(), false, true, 1, 0);
    y.addiRowVector(tensors.bias());
    activation.ifPresent(function -> Nonlinearity.apply(function, y));
    result = y;
    return y;
  }

  @Override
  public INDArray backward(INDArray x, INDArray outputGradient, LayerWorkspaceMgr memory) {
    INDArray dy = outputGradient.reshape('c', x.size(0), spec.units());
    INDArray y = Objects.requireNonNull(result, "backward without forward");
    activation.ifPresent(function -> Nonlinearity.backward(function, y, dy));
    INDArray rows = x.reshape('c', x.size(0), input.length());
    Nd4j.gemm(rows, dy, tensors.weightGradient().transpose(), true, false, 1, 0);
    dy.sum(tensors.biasGradient(), 0);
    INDArray dx =
        memory.createUninitialized(
            ArrayType.ACTIVATION_GRAD, x.dataType(), new long[] {x.size(0), input.length()}, 'c');
    Nd4j.gemm(tensors.weight(), dy, dx.transpose(), true, true, 1, 0);
    result = null;
    return dx.reshape('c', x.shape());
  }
}
