package io.alexnet.network;

/**
 * The constants of section 5 of the paper: v = momentum v - decay rate w - rate gradient; w = w +
 * v. Biases do not decay.
 *
 * @param momentum 0 to 1, published 0.9
 * @param weightDecay at least 0, published 0.0005
 * @param weightRate the learning rate of weights, at least 0
 * @param biasRate the learning rate of biases, at least 0
 */
public record UpdateRule(double momentum, double weightDecay, double weightRate, double biasRate) {
  public UpdateRule {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), not " + momentum);
    }
    if (!(weightDecay >= 0) || !(weightRate >= 0) || !(biasRate >= 0)) {
      throw new IllegalArgumentException(
          "weight decay %s and rates %s, %s must not be negative"
              .formatted(weightDecay, weightRate, biasRate));
    }
  }
}
