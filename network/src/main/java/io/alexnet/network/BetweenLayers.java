package io.alexnet.network;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What may happen between two layers while a network computes: somebody looks at the output of the
 * one before, and a training step is given up. Costs nothing while nobody wants either. For the
 * thread that computes.
 */
final class BetweenLayers {
  /** Hears of outputs in the order of the layers. */
  @FunctionalInterface
  interface Reader {
    /**
     * @param output [N,H,W,C] or [N,C]; not to be kept or changed
     */
    void output(Operation operation, INDArray output);
  }

  private @Nullable Reader reader;
  private BooleanSupplier givingUp = () -> false;

  void open(Reader next) {
    if (reader != null) {
      throw new IllegalStateException("somebody looks at the outputs already");
    }
    reader = next;
  }

  void close() {
    reader = null;
  }

  /** Asked after every layer of a training step from now on. */
  void giveUpWhen(BooleanSupplier asked) {
    givingUp = asked;
  }

  /**
   * A layer has computed its output.
   *
   * @throws AbandonedStepException in a training step, if it is to be given up
   */
  void forward(Operation operation, INDArray output, boolean training) {
    if (reader != null) {
      reader.output(operation, output);
    }
    if (training) {
      goOn();
    }
  }

  /**
   * A layer has computed its gradients.
   *
   * @throws AbandonedStepException if the step is to be given up
   */
  void backward() {
    goOn();
  }

  private void goOn() {
    if (givingUp.getAsBoolean()) {
      throw new AbandonedStepException();
    }
  }
}
