package io.alexnet.network;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The two nonlinearities, in place, and their gradients from the output alone. */
final class Nonlinearity {
  private Nonlinearity() {}

  /** Replaces z by f(z). */
  static void apply(Activation function, INDArray z) {
    switch (function) {
      case RELU ->
          Nd4j.exec(
              DynamicCustomOp.builder("relu")
                  .addInputs(z)
                  .addOutputs(z)
                  .addFloatingPointArguments(0.0)
                  .build());
      case TANH -> Transforms.tanh(z, false);
    }
  }

  static void apply(Activation function, float[] z, int length) {
    switch (function) {
      case RELU -> {
        for (int i = 0; i < length; i++) {
          z[i] = Math.max(z[i], 0);
        }
      }
      case TANH -> {
        for (int i = 0; i < length; i++) {
          z[i] = (float) Math.tanh(z[i]);
        }
      }
    }
  }

  /**
   * Replaces dL/df(z) by dL/dz, given y = f(z).
   *
   * @param onHost whether Java may compute on the arrays' own memory, rather than ND4J operations
   *     alone
   */
  static void backward(Activation function, INDArray y, INDArray gradient, boolean onHost) {
    switch (function) {
      case RELU -> {
        if (onHost) {
          reluBackward(HostFloats.of(y), HostFloats.of(gradient));
        } else {
          gradient.muli(y.gt(0).castTo(gradient.dataType()));
        }
      }
      case TANH -> gradient.muli(y.mul(y).rsubi(1));
    }
  }

  // ND4J's relu_bp takes ten times as long as this: its loop is not vectorised.
  private static void reluBackward(FloatBuffer y, FloatBuffer gradient) {
    HostFloats.ranges(
        y.capacity(),
        HostFloats.RANGE,
        () -> {
          float[] output = new float[HostFloats.RANGE];
          float[] g = new float[HostFloats.RANGE];
          return (from, length) -> {
            y.get(from, output, 0, length);
            gradient.get(from, g, 0, length);
            rectifyGradient(output, g, length);
            gradient.put(from, g, 0, length);
          };
        });
  }

  /** Zeroes the gradients where the output is. */
  static void rectifyGradient(float[] output, float[] gradient, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] *= HostFloats.isPositive(output[i]);
    }
  }
}
