package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs one operation outside a network, on arrays [N,C,H,W]. */
final class OperationTester {
  private static final LayerWorkspaceMgr HEAP = LayerWorkspaceMgr.noWorkspaces();

  private final Operation operation;
  private final Map<String, INDArray> gradients = new LinkedHashMap<>();
  private final Map<String, INDArray> values = new LinkedHashMap<>();

  OperationTester(Operation operation) {
    this.operation = operation;
    long length = operation.parameters().stream().mapToLong(Parameter::length).sum();
    if (length > 0) {
      ParameterVector memory =
          new ParameterVector(operation.parameters(), Nd4j.create(DataType.FLOAT, length));
      ParameterVector back =
          new ParameterVector(operation.parameters(), Nd4j.create(DataType.FLOAT, length));
      operation.bindValues(memory);
      operation.bindGradients(back);
      values.putAll(memory.views());
      gradients.putAll(back.views());
    }
  }

  OperationTester with(String name, float[] tensor) {
    INDArray view = value(name);
    view.assign(Nd4j.create(tensor, view.shape(), 'c'));
    return this;
  }

  INDArray value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  INDArray gradient(String name) {
    return Objects.requireNonNull(gradients.get(name), name);
  }

  INDArray forward(INDArray x) {
    return outside(operation.forward(inside(x), true, HEAP));
  }

  INDArray backward(INDArray x, INDArray dy) {
    return outside(Objects.requireNonNull(operation.backward(inside(x), inside(dy), HEAP)));
  }

  /** For an operation whose input needs no gradient. */
  void backwardAsFirstLayer(INDArray x, INDArray dy) {
    assertThat(operation.backward(inside(x), inside(dy), HEAP)).isNull();
  }

  private static INDArray inside(INDArray array) {
    return array.rank() == 4 ? array.permute(0, 2, 3, 1).dup('c') : array.dup('c');
  }

  private static INDArray outside(INDArray array) {
    return array.rank() == 4 ? array.permute(0, 3, 1, 2) : array;
  }

  static float[] flat(INDArray array) {
    return array.dup('c').reshape(array.length()).toFloatVector();
  }

  /** Largest difference, relative to the largest expected magnitude. */
  static double relativeError(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = 0;
    double magnitude = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = Math.abs(actual[i] - expected[i]);
      difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
      magnitude = Math.max(magnitude, Math.abs(expected[i]));
    }
    return difference / magnitude;
  }
}
