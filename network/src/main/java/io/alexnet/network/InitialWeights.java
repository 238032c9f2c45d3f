package io.alexnet.network;

/**
 * How a layer's weights start: drawn from N(0, deviation).
 *
 * @param deviation standard deviation, or {@link #HE} for sqrt(2 / fan-in)
 */
public record InitialWeights(double deviation) {
  private static final double HE = 0;

  public InitialWeights {
    if (!(deviation >= 0) || Double.isInfinite(deviation)) {
      throw new IllegalArgumentException(
          "initial deviation must be a number from 0, not " + deviation);
    }
  }

  /** N(0, deviation). */
  public static InitialWeights gaussian(double deviation) {
    return new InitialWeights(deviation);
  }

  /**
   * N(0, sqrt(2 / fan-in)): keeps the variance through rectified layers (He et al. 2015), so that
   * any depth trains.
   */
  public static InitialWeights he() {
    return new InitialWeights(HE);
  }

  /**
   * @param fanIn inputs of one unit
   */
  double deviation(long fanIn) {
    return deviation == HE ? Math.sqrt(2.0 / fanIn) : deviation;
  }
}
