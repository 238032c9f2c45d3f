package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Makes an {@link Operation} known to Deeplearning4j: its configuration of a layer, and how the
 * layer's tensors lie in the flat parameter vector (in the operation's order, each row-major). A
 * configuration serves one network and is never serialised.
 */
final class OperationConf extends Layer implements ParamInitializer {
  private static final long serialVersionUID = 1L;

  private final transient Operation operation;
  private final transient BetweenLayers between;

  OperationConf(Operation operation, String name, BetweenLayers between) {
    this.operation = operation;
    this.between = between;
    setLayerName(name);
  }

  /** Operations in a row, as the layers of a network. */
  static NeuralNetConfiguration.ListBuilder layers(
      List<Operation> operations, DataType type, BetweenLayers between) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().dataType(type).miniBatch(false).list();
    for (int i = 0; i < operations.size(); i++) {
      list.layer(new OperationConf(operations.get(i), "layer" + i, between));
    }
    return list;
  }

  Operation operation() {
    return operation;
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      @Nullable INDArray values,
      boolean initialise,
      DataType type) {
    Map<String, INDArray> views = Map.of();
    if (values != null) {
      operation.bindValues(vector(values));
      views = init(conf, values, initialise);
    }
    OperationLayer layer = new OperationLayer(conf, type, operation, between, views);
    layer.setListeners(listeners);
    layer.setIndex(index);
    return layer;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray values, boolean initialise) {
    operation.parameters().forEach(parameter -> conf.addVariable(parameter.name()));
    return vector(values).views();
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradients) {
    return vector(gradients).views();
  }

  private ParameterVector vector(INDArray memory) {
    return new ParameterVector(operation.parameters(), memory);
  }

  @Override
  public ParamInitializer initializer() {
    return this;
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(this);
  }

  @Override
  public long numParams(Layer layer) {
    return operation.parameters().stream().mapToLong(Parameter::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return operation.parameters().stream().map(Parameter::name).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return keys(false);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return keys(true);
  }

  private List<String> keys(boolean biases) {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : operation.parameters()) {
      if (parameter.isBias() == biases) {
        names.add(parameter.name());
      }
    }
    return names;
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return keys(false).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return keys(true).contains(key);
  }

  @Override
  public InputType getOutputType(int index, InputType inputType) {
    ImageShape shape = operation.outputShape();
    return InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  // Shapes are settled before Deeplearning4j sees them, and the update is this project's own: the
  // rest answers "nothing".

  @Override
  public void setNIn(InputType inputType, boolean override) {}

  @Override
  public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public List<Regularization> getRegularizationByParam(String name) {
    return List.of();
  }

  @Override
  public boolean isPretrainParam(String name) {
    return false;
  }

  @Override
  public IUpdater getUpdaterByParam(String name) {
    return new NoOp();
  }

  @Override
  public GradientNormalization getGradientNormalization() {
    return GradientNormalization.None;
  }

  @Override
  public double getGradientNormalizationThreshold() {
    return 0;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    throw new UnsupportedOperationException("see MemoryPlan");
  }
}
