package io.alexnet.ingest.sample;

import java.util.random.RandomGenerator;

/**
 * Two colours that stand out from each other, even in a grey copy.
 *
 * <p>Both come from one distribution, whatever the motif, and either is as likely to be in front:
 * so a picture's mean colour says nothing about its class.
 */
final class Palette {
  private static final double LEAST_CONTRAST = 100;

  private final double[] front;
  private final double[] back;

  private Palette(double[] front, double[] back) {
    this.front = front;
    this.back = back;
  }

  static Palette draw(RandomGenerator random) {
    double[] front;
    double[] back;
    do {
      front = colour(random);
      back = colour(random);
    } while (Math.abs(luma(front) - luma(back)) < LEAST_CONTRAST);
    return new Palette(front, back);
  }

  double[] front() {
    return front;
  }

  double[] back() {
    return back;
  }

  /** Any hue; from pale to strong, from dark to light. */
  private static double[] colour(RandomGenerator random) {
    double hue = 6 * random.nextDouble();
    double saturation = 0.15 + 0.6 * random.nextDouble();
    double value = 255 * (0.25 + 0.7 * random.nextDouble());
    double[] colour = new double[3];
    for (int channel = 0; channel < 3; channel++) {
      // Distance on the circle of hues from this channel's own hue: 0, 2 and 4 sixths.
      double away = Math.abs(Math.IEEEremainder(hue - 2 * channel, 6));
      colour[channel] = value * (1 - saturation * Math.max(0, Math.min(1, away - 1)));
    }
    return colour;
  }

  private static double luma(double[] colour) {
    return luma(colour[0], colour[1], colour[2]);
  }

  /** The luma of ITU-R BT.601, which grey JPEGs hold. */
  static double luma(double red, double green, double blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }
}
