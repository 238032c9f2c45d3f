package io.alexnet.network;

/** Logits to probabilities, in double precision. */
public final class Softmax {
  private Softmax() {}

  /** exp(x_i) / sum of exp(x_j), whatever the size of the logits. */
  public static double[] probabilities(float[] logits) {
    double max = max(logits);
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i] - max);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** Minus the logarithm of the label's probability, in nats; finite for finite logits. */
  public static double crossEntropy(float[] logits, int label) {
    double max = max(logits);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    return max + Math.log(sum) - logits[label];
  }

  private static double max(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    return max;
  }
}
