package io.alexnet.train;

/**
 * What the losses of a run are measured against, in nats.
 *
 * @param uniform loss of a network that holds every class equally probable: ln(classes). Where a
 *     network with random weights begins
 * @param guessing loss of a network that answers every image with the shares of the classes: their
 *     entropy. The same where all classes have equally many images, less where they have not
 * @param chance how far the average over the latest steps strays for the latter network, one
 *     standard deviation: by chance a batch has more or fewer images of a rare class
 * @param noise how far that average strays for a network that is wrong as often but not as evenly,
 *     one standard deviation: the root mean square of the losses takes the place of their deviation
 */
record LossScale(double uniform, double guessing, double chance, double noise) {
  /**
   * @param batch images to a step
   * @param steps over which the loss is averaged, the latest counting most
   */
  static LossScale of(ClassShares shares, int batch, int steps) {
    // Variance of an exponential average whose weights fall off by 1 - 1/steps, over that of a step
    double images = (2.0 * steps - 1) * batch;
    return new LossScale(
        shares.uniform(),
        shares.entropy(),
        shares.spread() / Math.sqrt(images),
        shares.magnitude() / Math.sqrt(images));
  }

  /** Whether there is anything to be learnt: with a single class there is not. */
  boolean meaningful() {
    return guessing > 0;
  }
}
