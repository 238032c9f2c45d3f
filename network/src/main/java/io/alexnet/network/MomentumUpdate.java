package io.alexnet.network;

import java.nio.FloatBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * The paper's update of one tensor, which Deeplearning4j does not have (its Nesterovs looks ahead).
 * On a CPU in one pass over weights, gradient and momentum; on other backends in ND4J operations.
 */
final class MomentumUpdate {
  private MomentumUpdate() {}

  /**
   * @param momentum v, updated in place
   * @param weights w, updated in place
   * @param gradient of the mean loss
   * @return whether every weight is finite now; momentum and gradient are too, then
   */
  static boolean apply(
      UpdateRule rule,
      boolean bias,
      INDArray weights,
      INDArray gradient,
      INDArray momentum,
      boolean onHost) {
    float mu = (float) rule.momentum();
    float rate = (float) (bias ? rule.biasRate() : rule.weightRate());
    float decay = bias ? 0 : (float) (rule.weightDecay() * rule.weightRate());
    if (onHost) {
      return onHost(
          mu,
          rate,
          decay,
          HostFloats.of(weights),
          HostFloats.of(gradient),
          HostFloats.of(momentum));
    }
    long length = weights.length();
    Level1 blas = Nd4j.getBlasWrapper().level1();
    momentum.muli(mu);
    blas.axpy(length, -decay, weights, momentum);
    blas.axpy(length, -rate, gradient, momentum);
    weights.addi(momentum);
    return weights.scan(Conditions.notFinite()).longValue() == 0;
  }

  private static boolean onHost(
      float mu,
      float rate,
      float decay,
      FloatBuffer weights,
      FloatBuffer gradient,
      FloatBuffer momentum) {
    Queue<float[]> marks = new ConcurrentLinkedQueue<>();
    HostFloats.ranges(
        weights.capacity(),
        HostFloats.RANGE,
        () -> {
          float[] w = new float[HostFloats.RANGE];
          float[] g = new float[HostFloats.RANGE];
          float[] v = new float[HostFloats.RANGE];
          float[] mark = new float[HostFloats.RANGE];
          marks.add(mark);
          return (from, length) -> {
            weights.get(from, w, 0, length);
            gradient.get(from, g, 0, length);
            momentum.get(from, v, 0, length);
            for (int i = 0; i < length; i++) {
              v[i] = mu * v[i] - decay * w[i] - rate * g[i];
              w[i] += v[i];
              // Nothing for a finite number, else NaN, which stays. Of its own for each i, or the
              // loop would not be vectorised.
              mark[i] += 0 * w[i];
            }
            momentum.put(from, v, 0, length);
            weights.put(from, w, 0, length);
          };
        });
    return marks.stream().allMatch(MomentumUpdate::isClear);
  }

  private static boolean isClear(float[] mark) {
    float sum = 0;
    for (float value : mark) {
      sum += value;
    }
    return sum == 0;
  }
}
