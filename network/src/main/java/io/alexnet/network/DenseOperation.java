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
 * weights, whose input axis runs over [C,H,W] as everywhere outside this package.
 */
final class DenseOperation implements Operation {
  private final Dense spec;
  private final ImageShape input;
  private final Optional<Activation> activation;
  private final boolean onHost;
  private final WeightAndBias tensors;
  private @Nullable INDArray rows;
  private @Nullable INDArray result;

  /**
   * @param onHost whether Java may compute on the arrays' own memory, rather than ND4J operations
   *     alone
   */
  DenseOperation(Dense spec, ImageShape input, Optional<Activation> activation, boolean onHost) {
    this.spec = spec;
    this.input = input;
    this.activation = activation;
    this.onHost = onHost;
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
    INDArray rows = rows(x, memory);
    INDArray y =
        memory.createUninitialized(
            ArrayType.ACTIVATIONS, x.dataType(), new long[] {x.size(0), spec.units()}, 'c');
    if (onHost) {
      HostProduct.writeByTransposed(rows, tensors.weight(), y);
    } else {
      Nd4j.gemm(tensors.weight(), rows, y.transpose(), false, true, 1, 0);
    }
    y.addiRowVector(tensors.bias());
    activation.ifPresent(function -> Nonlinearity.apply(function, y));
    this.rows = rows;
    result = y;
    return y;
  }

  /** The input as [N, C * H * W]. */
  private INDArray rows(INDArray x, LayerWorkspaceMgr memory) {
    if (input.height() * input.width() == 1) {
      return x.reshape('c', x.size(0), input.length());
    }
    return memory
        .dup(ArrayType.ACTIVATIONS, x.permute(0, 3, 1, 2), 'c')
        .reshape('c', x.size(0), input.length());
  }

  @Override
  public INDArray backward(INDArray x, INDArray outputGradient, LayerWorkspaceMgr memory) {
    INDArray dy = outputGradient.reshape('c', x.size(0), spec.units());
    INDArray y = Objects.requireNonNull(result, "backward without forward");
    INDArray rows = Objects.requireNonNull(this.rows, "backward without forward");
    activation.ifPresent(function -> Nonlinearity.backward(function, y, dy, onHost));
    MatrixProduct.writeTransposed(dy, rows, tensors.weightGradient());
    dy.sum(tensors.biasGradient(), 0);
    INDArray dx =
        memory.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), rows.shape(), 'c');
    MatrixProduct.write(dy, tensors.weight(), dx);
    this.rows = null;
    result = null;
    if (input.height() * input.width() == 1) {
      return dx.reshape('c', x.shape());
    }
    INDArray maps = dx.reshape('c', input.batch((int) x.size(0)));
    return memory.dup(ArrayType.ACTIVATION_GRAD, maps.permute(0, 2, 3, 1), 'c');
  }
}
