package io.alexnet.network;

import java.util.List;

/**
 * A tensor that training changes.
 *
 * @param name as in the paper's layers: conv1.weight, fc6.bias
 * @param shape convolution weights [out, in/groups, kH, kW], dense weights [out, in], biases [out];
 *     row-major
 * @param weights how it starts, for a weight
 * @param initialBias what it starts at, for a bias
 */
public record Parameter(String name, List<Long> shape, InitialWeights weights, double initialBias) {
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** Whether it is a bias, which weight decay leaves alone and which may learn at another rate. */
  public boolean isBias() {
    return shape.size() == 1;
  }

  /** The layer it belongs to: conv1 for conv1.weight. */
  public String layer() {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Number of values. */
  public long length() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  /** Inputs of one unit: values of one row. */
  long fanIn() {
    return length() / shape.get(0);
  }
}
