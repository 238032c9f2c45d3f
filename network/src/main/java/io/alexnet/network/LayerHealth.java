package io.alexnet.network;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How well a layer does its part.
 *
 * @param layer such as conv2
 * @param size root mean square of its outputs for one batch, before what normalises or pools them
 * @param variation how much the outputs of a unit differ from image to image and from place to
 *     place: the root mean square of all units' deviations from their means, as a share of {@code
 *     size}; 0 where that is 0
 * @param updateRatio size of the latest update of its weights as a share of theirs; 0 before the
 *     first
 */
public record LayerHealth(String layer, double size, double variation, double updateRatio) {
  /**
   * @param output [N,H,W,C] or [N,C]
   * @param momentum the latest update of {@code weights}
   */
  static LayerHealth of(String layer, INDArray output, INDArray weights, INDArray momentum) {
    MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    try {
      long units = output.size(output.rank() - 1);
      INDArray rows = output.reshape('c', output.length() / units, units);
      double size = norm(rows) / Math.sqrt((double) rows.length());
      double deviation = Math.sqrt(rows.var(false, 0).meanNumber().doubleValue());
      return new LayerHealth(
          layer, size, size == 0 ? 0 : deviation / size, ratio(momentum, weights));
    } finally {
      outside.close();
    }
  }

  /** The size of an update as a share of that of the weights; 0 if that is 0. */
  static double ratio(INDArray momentum, INDArray weights) {
    double weight = norm(weights);
    return weight == 0 ? 0 : norm(momentum) / weight;
  }

  private static double norm(INDArray array) {
    return array.norm2Number().doubleValue();
  }
}
