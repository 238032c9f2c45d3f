package io.alexnet.evaluate;

/**
 * Between which shares the true one lies with a confidence of 95 %.
 *
 * @param low 0 to 1
 * @param high 0 to 1
 */
public record Interval(double low, double high) {
  /** Of the normal distribution, 2.5 % on either side. */
  private static final double Z = 1.959963984540054;

  /**
   * Wilson's score interval, which holds near 0 and 1 and for few images too (Wilson 1927).
   *
   * @param share of images counted, 0 to 1
   * @param images looked at, at least 1
   */
  public static Interval wilson(double share, int images) {
    if (!(share >= 0 && share <= 1) || images < 1) {
      throw new IllegalArgumentException("no share of images: %s of %d".formatted(share, images));
    }
    double z2 = Z * Z / images;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = Z * Math.sqrt(share * (1 - share) / images + z2 / images / 4) / (1 + z2);
    return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
