package io.alexnet.ingest;

import io.alexnet.common.ClassNames;

/**
 * How many unreadable images are bearable. One always is, unless it is all that a class has.
 *
 * @param ofSet share of a split, 0 to 1
 * @param ofClass share of any class of it, 0 to 1
 */
public record DamageLimits(double ofSet, double ofClass) {
  /** Half a percent of a split, five percent of a class. */
  public static final DamageLimits DEFAULT = new DamageLimits(0.005, 0.05);

  public DamageLimits {
    if (!(ofSet >= 0 && ofSet <= 1 && ofClass >= 0 && ofClass <= 1)) {
      throw new IllegalArgumentException(
          "limits are shares from 0 to 1, not %s of the set and %s of a class"
              .formatted(ofSet, ofClass));
    }
  }

  /** A count of the unreadable images of one split, at zero. */
  public Damage tally(ImageSet images, ClassNames classes) {
    return new Damage(this, images, classes);
  }
}
