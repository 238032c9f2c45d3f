package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds up how long an operation takes. */
final class TimedOperation implements Operation {
  private final Operation operation;
  private long forwardNanos;
  private long backwardNanos;

  TimedOperation(Operation operation) {
    this.operation = operation;
  }

  /** Such as conv1, or pool. */
  String name() {
    return weighted()
        ? parameters().get(0).name().replace(".weight", "")
        : operation.getClass().getSimpleName().replace("Operation", "").toLowerCase(Locale.ROOT);
  }

  /** Whether it is a convolution or dense. */
  boolean weighted() {
    return !parameters().isEmpty();
  }

  /** Multiplications and additions of one image's forward pass, by the definition. */
  long flops() {
    if (!weighted()) {
      return 0;
    }
    Parameter weight = parameters().get(0);
    long pixels = outputShape().length() / weight.shape().get(0);
    return 2 * weight.length() * pixels;
  }

  double forwardSeconds() {
    return forwardNanos * 1e-9;
  }

  double backwardSeconds() {
    return backwardNanos * 1e-9;
  }

  void reset() {
    forwardNanos = 0;
    backwardNanos = 0;
  }

  @Override
  public ImageShape outputShape() {
    return operation.outputShape();
  }

  @Override
  public List<Parameter> parameters() {
    return operation.parameters();
  }

  @Override
  public void bindValues(ParameterVector values) {
    operation.bindValues(values);
  }

  @Override
  public void bindGradients(ParameterVector gradients) {
    operation.bindGradients(gradients);
  }

  @Override
  public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr memory) {
    long start = System.nanoTime();
    INDArray output = operation.forward(input, training, memory);
    forwardNanos += System.nanoTime() - start;
    return output;
  }

  @Override
  public @Nullable INDArray backward(
      INDArray input, INDArray outputGradient, LayerWorkspaceMgr memory) {
    long start = System.nanoTime();
    INDArray gradient = operation.backward(input, outputGradient, memory);
    backwardNanos += System.nanoTime() - start;
    return gradient;
  }
}
