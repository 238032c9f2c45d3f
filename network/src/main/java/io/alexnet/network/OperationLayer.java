package io.alexnet.network;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs an {@link Operation} as a layer of Deeplearning4j. */
final class OperationLayer extends AbstractLayer<OperationConf> {
  private static final long serialVersionUID = 1L;

  private final transient Operation operation;
  private final transient BetweenLayers between;
  private final transient Map<String, INDArray> values;
  private transient Map<String, INDArray> gradients = Map.of();
  private transient @Nullable INDArray flatGradients;

  OperationLayer(
      NeuralNetConfiguration conf,
      DataType type,
      Operation operation,
      BetweenLayers between,
      Map<String, INDArray> values) {
    super(conf, type);
    this.operation = operation;
    this.between = between;
    this.values = values;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr memory) {
    assertInputSet(false);
    INDArray output = operation.forward(input, training, memory);
    between.forward(operation, output, training);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr memory) {
    assertInputSet(true);
    INDArray inputGradient = operation.backward(input, outputGradient, memory);
    between.backward();
    Gradient gradient = new DefaultGradient();
    gradients.forEach((name, view) -> gradient.setGradientFor(name, view, 'c'));
    return pair(gradient, inputGradient);
  }

  // Deeplearning4j says "no gradient" by null, which its annotations do not know.
  @SuppressWarnings("NullAway")
  private static Pair<Gradient, INDArray> pair(
      Gradient gradient, @Nullable INDArray inputGradient) {
    return new Pair<>(gradient, inputGradient);
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
    return values;
  }

  @Override
  public INDArray getParam(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  @Override
  public long numParams() {
    return values.values().stream().mapToLong(INDArray::length).sum();
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    flatGradients = view;
    ParameterVector vector = new ParameterVector(operation.parameters(), view);
    gradients = vector.views();
    operation.bindGradients(vector);
  }

  @Override
  public @Nullable INDArray getGradientsViewArray() {
    return flatGradients;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {}
}
