package io.alexnet.ingest.sample;

import java.util.random.RandomGenerator;

/**
 * Where a motif lies in the picture: the map from pixels to the motif's own coordinates.
 *
 * @param x centre, in pixels
 * @param y centre, in pixels
 * @param radius of the circle that holds the motif, in pixels
 * @param cosine of the motif's turn
 * @param sine of the motif's turn
 * @param squash height over width before the turn, 0.8 to 1
 */
record Pose(double x, double y, double radius, double cosine, double sine, double squash) {
  private static final double MOST_TURN = Math.PI / 6;

  /**
   * Anywhere inside the centre square of the picture, which a rescaled picture's centre crop keeps,
   * and large in it. Turned a little either way: a class is to be learnt from a hundred pictures in
   * minutes.
   */
  static Pose draw(int width, int height, RandomGenerator random) {
    double half = Math.min(width, height) / 2.0;
    double radius = half * (0.72 + 0.23 * random.nextDouble());
    double slack = 0.98 * half - radius;
    double x = width / 2.0 + slack * (2 * random.nextDouble() - 1);
    double y = height / 2.0 + slack * (2 * random.nextDouble() - 1);
    double turn = MOST_TURN * (2 * random.nextDouble() - 1);
    double squash = 0.8 + 0.2 * random.nextDouble();
    return new Pose(x, y, radius, Math.cos(turn), Math.sin(turn), squash);
  }

  double u(double px, double py) {
    return ((px - x) * cosine + (py - y) * sine) / radius;
  }

  double v(double px, double py) {
    return ((py - y) * cosine - (px - x) * sine) / (radius * squash);
  }
}
