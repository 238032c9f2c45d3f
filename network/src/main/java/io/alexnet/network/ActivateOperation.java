package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.util.Objects;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A nonlinearity on its own, where it does not stand right behind a convolution or dense layer. */
final class ActivateOperation implements Operation {
  private final Activation function;
  private final ImageShape shape;
  private final boolean onHost;
  private @Nullable INDArray result;

  ActivateOperation(Activation function, ImageShape shape, boolean onHost) {
    this.function = function;
    this.shape = shape;
    this.onHost = onHost;
  }

  @Override
  public ImageShape outputShape() {
    return shape;
  }

  @Override
  public INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr memory) {
    INDArray y = memory.dup(ArrayType.ACTIVATIONS, x, 'c');
    Nonlinearity.apply(function, y);
    result = y;
    return y;
  }

  @Override
  public INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr memory) {
    INDArray dx = memory.dup(ArrayType.ACTIVATION_GRAD, dy, 'c');
    INDArray y = Objects.requireNonNull(result, "backward without forward");
    Nonlinearity.backward(function, y, dx, onHost);
    result = null;
    return dx;
  }
}
