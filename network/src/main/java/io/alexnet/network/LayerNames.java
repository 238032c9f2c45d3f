package io.alexnet.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What people call the layers: each operation by the convolution or dense layer it stands behind.
 */
final class LayerNames {
  private final Map<Operation, String> names = new HashMap<>();

  LayerNames(List<Operation> operations) {
    String layer = "the input";
    for (Operation operation : operations) {
      if (!operation.parameters().isEmpty()) {
        layer = operation.parameters().get(0).layer();
      }
      names.put(operation, layer);
    }
  }

  /** conv2 for the convolution, and for the normalisation and the pooling behind it. */
  String of(Operation operation) {
    return names.getOrDefault(operation, "");
  }
}
