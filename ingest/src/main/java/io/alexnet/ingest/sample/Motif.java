package io.alexnet.ingest.sample;

import java.util.Locale;

/**
 * The classes of the sample set: ten shapes and textures, in the order of their names.
 *
 * <p>A motif is the set of points at which its distance is negative. It lies within the circle of
 * radius 1 around the origin, and a turned or mirrored motif is still the same motif.
 */
enum Motif {
  CHECKERBOARD {
    @Override
    double distance(double u, double v, Variant variant) {
      double cell = 2 * PATCH / variant.count();
      double column = (u + PATCH) / cell;
      double row = (v + PATCH) / cell;
      double edge = cell * Math.min(toLine(column, variant), toLine(row, variant));
      boolean inside = (variant.cellOf(column) + variant.cellOf(row)) % 2 == 0;
      return Math.max(inside ? -edge : edge, square(u, v, PATCH));
    }

    /** Distance to the nearest line between two cells; the board's border is none. */
    private double toLine(double at, Variant variant) {
      return Math.abs(at - Math.max(1, Math.min(variant.count() - 1, Math.rint(at))));
    }
  },
  CROSS {
    @Override
    double distance(double u, double v, Variant variant) {
      double along = Math.max(Math.abs(u), Math.abs(v));
      double across = Math.min(Math.abs(u), Math.abs(v));
      return Math.max(along - 0.95, across - 0.18 - 0.12 * variant.weight());
    }
  },
  DISC {
    @Override
    double distance(double u, double v, Variant variant) {
      return length(u, v) - 1;
    }
  },
  DOTS {
    @Override
    double distance(double u, double v, Variant variant) {
      double cell = 2 * LATTICE / variant.count();
      double x = toCentre((u + LATTICE) / cell, variant);
      double y = toCentre((v + LATTICE) / cell, variant);
      return cell * (length(x, y) - 0.27 - 0.1 * variant.weight());
    }

    /** Offset from the nearest of the cells' centres along one axis. */
    private double toCentre(double at, Variant variant) {
      return at - 0.5 - variant.cellOf(at);
    }
  },
  RING {
    @Override
    double distance(double u, double v, Variant variant) {
      double half = 0.09 + 0.11 * variant.weight();
      return Math.abs(length(u, v) - (1 - half)) - half;
    }
  },
  SPIRAL {
    @Override
    double distance(double u, double v, Variant variant) {
      double pitch = 1 / (2.0 + 0.25 * (variant.count() - 3));
      double turns = length(u, v) / pitch - Math.atan2(v, u) / (2 * Math.PI);
      double line = Math.abs(turns - Math.rint(turns)) * pitch;
      return Math.max(line - pitch * (0.2 + 0.1 * variant.weight()), length(u, v) - 1);
    }
  },
  SQUARE {
    @Override
    double distance(double u, double v, Variant variant) {
      return square(u, v, PATCH);
    }
  },
  STAR {
    @Override
    double distance(double u, double v, Variant variant) {
      double sector = 2 * Math.PI / 5;
      double angle = Math.atan2(v, u);
      double folded = Math.abs(angle - sector * Math.rint(angle / sector));
      double x = length(u, v) * Math.cos(folded);
      double y = length(u, v) * Math.sin(folded);
      // The edge runs from the tip (1, 0) to the notch between two tips.
      double notch = 0.36 + 0.12 * variant.weight();
      double dx = notch * Math.cos(sector / 2) - 1;
      double dy = notch * Math.sin(sector / 2);
      return ((x - 1) * dy - y * dx) / length(dx, dy);
    }
  },
  STRIPES {
    @Override
    double distance(double u, double v, Variant variant) {
      double window = variant.round() ? length(u, v) - 1 : square(u, v, PATCH);
      double reach = variant.round() ? 1 : PATCH;
      double period = 2 * reach / variant.count();
      double turns = (u + reach) / period - 0.5;
      double line = Math.abs(turns - Math.rint(turns)) * period;
      return Math.max(line - period * (0.2 + 0.1 * variant.weight()), window);
    }
  },
  TRIANGLE {
    @Override
    double distance(double u, double v, Variant variant) {
      double slanted = Math.abs(v) * Math.sqrt(3) / 2 + u / 2;
      return Math.max(slanted, -u) - 0.5;
    }
  };

  /** Half the side of the square that fits into the unit circle. */
  private static final double PATCH = Math.sqrt(0.5);

  /** Half the side of the dots' square: larger, as no dot reaches the corner. */
  private static final double LATTICE = 0.78;

  /** The class name: the constant in lower case. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * How far a point lies outside the motif, or inside if negative, in units of the motif's radius.
   */
  abstract double distance(double u, double v, Variant variant);

  private static double length(double u, double v) {
    return Math.sqrt(u * u + v * v);
  }

  private static double square(double u, double v, double half) {
    return Math.max(Math.abs(u), Math.abs(v)) - half;
  }

  /**
   * What differs between two pictures of one motif, apart from where and how large they are.
   *
   * @param count bars, dots or cells across, 3 or 4
   * @param weight how bold the lines are, 0 to 1
   * @param round whether a texture ends in a circle rather than a square
   */
  record Variant(int count, double weight, boolean round) {
    /** Index of the cell nearest to a place counted in cells. */
    int cellOf(double at) {
      return Math.max(0, Math.min(count - 1, (int) Math.floor(at)));
    }
  }
}
