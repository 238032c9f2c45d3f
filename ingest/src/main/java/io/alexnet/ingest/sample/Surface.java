package io.alexnet.ingest.sample;

import java.util.random.RandomGenerator;

/** A colour that varies over the picture: a slope of brightness and soft clouds. */
final class Surface {
  private static final int CELLS = 5;
  private static final double SLOPE = 0.13;
  private static final double CLOUDS = 0.13;

  private final double[] colour;
  private final double slopeX;
  private final double slopeY;
  private final double[] clouds = new double[(CELLS + 1) * (CELLS + 1)];

  /**
   * @param colour red, green and blue, 0 to 255; kept, not copied
   */
  Surface(double[] colour, RandomGenerator random) {
    this.colour = colour;
    double direction = 2 * Math.PI * random.nextDouble();
    this.slopeX = SLOPE * Math.cos(direction);
    this.slopeY = SLOPE * Math.sin(direction);
    for (int i = 0; i < clouds.length; i++) {
      clouds[i] = CLOUDS * (2 * random.nextDouble() - 1);
    }
  }

  /** One channel of the colour. */
  double colour(int channel) {
    return colour[channel];
  }

  /**
   * What to multiply the colour by.
   *
   * @param s place along the width, 0 to 1
   * @param t place along the height, 0 to 1
   */
  double light(double s, double t) {
    return 1 + slopeX * (2 * s - 1) + slopeY * (2 * t - 1) + cloud(s * CELLS, t * CELLS);
  }

  /** Smooth interpolation between the corners of a cell. */
  private double cloud(double s, double t) {
    int column = Math.min(CELLS - 1, (int) s);
    int row = Math.min(CELLS - 1, (int) t);
    double x = ease(s - column);
    double y = ease(t - row);
    int corner = row * (CELLS + 1) + column;
    double above = clouds[corner] + x * (clouds[corner + 1] - clouds[corner]);
    int below = corner + CELLS + 1;
    return above + y * (clouds[below] + x * (clouds[below + 1] - clouds[below]) - above);
  }

  private static double ease(double x) {
    return x * x * (3 - 2 * x);
  }
}
