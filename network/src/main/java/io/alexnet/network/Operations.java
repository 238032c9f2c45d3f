package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Activate;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dense;
import io.alexnet.network.LayerSpec.Dropout;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.LayerSpec.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From layers as data to layers that compute: shapes are chained here, and a nonlinearity joins the
 * layer before it.
 */
final class Operations {
  private Operations() {}

  /**
   * @param step read by dropout in every training step
   * @param onHost whether arrays may be computed on in Java
   * @throws IllegalArgumentException if a layer does not fit the one before it
   */
  static List<Operation> chain(NetworkSpec spec, StepKey step, boolean onHost) {
    return chain(spec.layers(), spec.inputShape(), step, onHost);
  }

  /** As {@link #chain(NetworkSpec, StepKey, boolean)}, of some layers over any input. */
  static List<Operation> chain(
      List<LayerSpec> layers, ImageShape input, StepKey step, boolean onHost) {
    List<Operation> operations = new ArrayList<>();
    ImageShape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      Optional<Activation> fused = activationAt(layers, i + 1);
      boolean weighted = layers.get(i) instanceof Convolution || layers.get(i) instanceof Dense;
      Operation operation =
          operation(layers.get(i), shape, weighted ? fused : Optional.empty(), i, step, onHost);
      operations.add(operation);
      shape = operation.outputShape();
      if (weighted && fused.isPresent()) {
        i++;
      }
    }
    return operations;
  }

  private static Optional<Activation> activationAt(List<LayerSpec> layers, int index) {
    return index < layers.size() && layers.get(index) instanceof Activate a
        ? Optional.of(a.function())
        : Optional.empty();
  }

  private static Operation operation(
      LayerSpec layer,
      ImageShape input,
      Optional<Activation> activation,
      int index,
      StepKey step,
      boolean onHost) {
    if (layer instanceof Convolution c) {
      return new ConvolutionOperation(c, input, activation, index > 0, onHost);
    } else if (layer instanceof Dense d) {
      return new DenseOperation(d, input, activation, onHost);
    } else if (layer instanceof Activate a) {
      return new ActivateOperation(a.function(), input, onHost);
    } else if (layer instanceof Normalise n) {
      return new NormaliseOperation(n, input, onHost);
    } else if (layer instanceof Pool p) {
      return new PoolOperation(p, input, onHost);
    } else if (layer instanceof Dropout d) {
      return new DropoutOperation(d.probability(), input, index, step);
    }
    throw new IllegalStateException("no operation for " + layer);
  }
}
