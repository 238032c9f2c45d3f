package io.alexnet.ingest;

import io.alexnet.common.ClassNames;

/**
 * How many unreadable images of a split are allowed: a count, or a share if that is more. A class
 * that has no readable image is never allowed.
 *
 * @param ofSet share of a split, 0 to 1
 * @param ofClass share of any class of it, 0 to 1
 * @param count images of a split or class that are allowed whatever the shares are, 0 or more
 */
public record DamageLimits(double ofSet, double ofClass, int count) {
  /** Half a percent of a split, five percent of a class, one image in any case. */
  public static final DamageLimits DEFAULT = new DamageLimits(0.005, 0.05, 1);

  public DamageLimits {
    if (!(ofSet >= 0 && ofSet <= 1 && ofClass >= 0 && ofClass <= 1)) {
      throw new IllegalArgumentException(
          "limits are shares from 0 to 1, not %s of the set and %s of a class"
              .formatted(ofSet, ofClass));
    }
    if (count < 0) {
      throw new IllegalArgumentException("the count must be 0 or more, not " + count);
    }
  }

  /** At most this share of a split, in whatever classes; one image in any case. */
  public static DamageLimits ofShare(double share) {
    return new DamageLimits(share, 1, 1);
  }

  /** At most so many images of a split, in whatever classes. */
  public static DamageLimits ofCount(int images) {
    return new DamageLimits(0, 1, images);
  }

  /** How many of {@code images} images of a split may be unreadable. */
  public int allowed(int images) {
    return allowed(images, ofSet);
  }

  /** How many of {@code images} images of a class may be unreadable. */
  int allowedOfClass(int images) {
    return allowed(images, ofClass);
  }

  private int allowed(int images, double share) {
    return Math.max(count, (int) (share * images));
  }

  /** A count of the unreadable images of one split, at zero. */
  public Damage tally(ImageSet images, ClassNames classes) {
    return new Damage(this, images, classes);
  }
}
