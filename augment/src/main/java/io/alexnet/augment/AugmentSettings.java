package io.alexnet.augment;

/**
 * How pictures become network inputs.
 *
 * @param crop whether training windows lie at random; otherwise at the centre
 * @param flip whether training windows are mirrored at random, one time in two
 * @param colourNoise how training colours vary
 * @param noiseStrength standard deviation of the noise's coefficients, 0 or more (0.1 in the
 *     paper); always 0 where there is no noise
 * @param mean what is subtracted
 * @param scale multiplies the result, more than 0: 1 gives grey levels; small networks learn better
 *     from values of about unit variance, such as 1/64
 */
public record AugmentSettings(
    boolean crop,
    boolean flip,
    ColourNoise colourNoise,
    double noiseStrength,
    Mean mean,
    double scale) {
  /** Sections 2 and 4.1 of the paper. */
  public static final AugmentSettings PAPER =
      new AugmentSettings(true, true, ColourNoise.PAPER, 0.1, Mean.IMAGE, 1);

  /** The released code of 2012. */
  public static final AugmentSettings AS_RUN =
      new AugmentSettings(true, true, ColourNoise.AS_RUN, 0.1, Mean.CENTRAL_IMAGE, 1);

  public AugmentSettings {
    if (!(noiseStrength >= 0 && noiseStrength < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noiseStrength must be a number of 0 or more, not " + noiseStrength);
    }
    noiseStrength = colourNoise == ColourNoise.NONE ? 0 : noiseStrength;
    if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("scale must be a number above 0, not " + scale);
    }
  }
}
