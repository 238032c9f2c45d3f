package io.alexnet.ingest.sample;

import io.alexnet.common.RgbImage;
import java.util.random.RandomGenerator;

/** Paints one picture: a motif in one colour on a ground of another, with film grain over all. */
final class Painter {
  private static final int SHORTEST = 80;
  private static final int LONGEST = 400;

  private final int width;
  private final int height;
  private final Motif motif;
  private final Motif.Variant variant;
  private final Pose pose;
  private final Surface front;
  private final Surface back;
  private final double grain;
  private final RandomGenerator random;

  private Painter(Motif motif, RandomGenerator random) {
    this.motif = motif;
    this.random = random;
    // Even in proportion: as many pictures between 80 and 160 as between 160 and 320.
    double side = SHORTEST * Math.pow((double) LONGEST / SHORTEST, random.nextDouble());
    double aspect = 1 + 0.6 * random.nextDouble();
    boolean upright = random.nextBoolean();
    this.width = (int) Math.round(upright ? side : side * aspect);
    this.height = (int) Math.round(upright ? side * aspect : side);
    this.variant =
        new Motif.Variant(3 + random.nextInt(2), random.nextDouble(), random.nextBoolean());
    this.pose = Pose.draw(width, height, random);
    Palette palette = Palette.draw(random);
    this.front = new Surface(palette.front(), random);
    this.back = new Surface(palette.back(), random);
    this.grain = 2 + 7 * random.nextDouble();
  }

  /** A picture whose every trait but the motif is drawn from {@code random}. */
  static RgbImage paint(Motif motif, RandomGenerator random) {
    return new Painter(motif, random).paint();
  }

  private RgbImage paint() {
    byte[] pixels = new byte[height * width * RgbImage.CHANNELS];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at += RgbImage.CHANNELS) {
        paintPixel(x, y, pixels, at);
      }
    }
    return new RgbImage(width, height, pixels);
  }

  private void paintPixel(int x, int y, byte[] pixels, int at) {
    double s = (x + 0.5) / width;
    double t = (y + 0.5) / height;
    double cover = cover(x + 0.5, y + 0.5);
    double frontLight = cover * front.light(s, t);
    double backLight = (1 - cover) * back.light(s, t);
    double noise = grain * noise();
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      double colour = frontLight * front.colour(channel) + backLight * back.colour(channel) + noise;
      pixels[at + channel] = (byte) Math.max(0, Math.min(255, Math.round(colour)));
    }
  }

  /** The share of a pixel that the motif covers: 1 inside, 0 outside, in between along the edge. */
  private double cover(double x, double y) {
    double u = pose.u(x, y);
    double v = pose.v(x, y);
    // Nothing of a motif lies outside the unit circle; the margin leaves room for the soft edge.
    if (u * u + v * v > 1.3) {
      return 0;
    }
    double pixels = pose.radius() * motif.distance(u, v, variant);
    return Math.max(0, Math.min(1, 0.5 - pixels));
  }

  /** About N(0, 1): the sum of four bytes, shifted and scaled. */
  private double noise() {
    int word = (int) random.nextLong();
    int sum = (word & 0xff) + (word >>> 8 & 0xff) + (word >>> 16 & 0xff) + (word >>> 24);
    return (sum - 510) / 147.8;
  }
}
