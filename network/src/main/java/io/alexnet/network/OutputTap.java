package io.alexnet.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lets somebody look at the outputs of a network's layers while they are computed, one at a time.
 * Costs nothing while nobody does. For the thread that computes.
 */
final class OutputTap {
  /** Hears of outputs in the order of the layers. */
  @FunctionalInterface
  interface Reader {
    /**
     * @param output [N,H,W,C] or [N,C]; not to be kept or changed
     */
    void output(Operation operation, INDArray output);
  }

  private @Nullable Reader reader;

  void open(Reader next) {
    if (reader != null) {
      throw new IllegalStateException("somebody looks at the outputs already");
    }
    reader = next;
  }

  void close() {
    reader = null;
  }

  void passed(Operation operation, INDArray output) {
    if (reader != null) {
      reader.output(operation, output);
    }
  }
}
