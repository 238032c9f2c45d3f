package io.alexnet.network;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two tensors of a convolution or dense layer with their gradients, once the network has given
 * them memory.
 */
final class WeightAndBias {
  private final Parameter weight;
  private final Parameter bias;
  private @Nullable ParameterVector values;
  private @Nullable ParameterVector gradients;

  /**
   * @param layer prefix of both names
   * @param shape of the weight; the bias has its first axis
   */
  WeightAndBias(String layer, List<Long> shape, InitialWeights initial, double initialBias) {
    weight = new Parameter(layer + ".weight", shape, initial, 0);
    bias = new Parameter(layer + ".bias", shape.subList(0, 1), initial, initialBias);
  }

  List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  void bindValues(ParameterVector vector) {
    values = vector;
  }

  void bindGradients(ParameterVector vector) {
    gradients = vector;
  }

  INDArray weight() {
    return bound(values).get(weight.name());
  }

  INDArray bias() {
    return bound(values).get(bias.name());
  }

  INDArray weightGradient() {
    return bound(gradients).get(weight.name());
  }

  INDArray biasGradient() {
    return bound(gradients).get(bias.name());
  }

  private static ParameterVector bound(@Nullable ParameterVector vector) {
    return Objects.requireNonNull(vector, "used before its tensors have memory");
  }
}
