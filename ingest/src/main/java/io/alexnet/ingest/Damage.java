package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Counts the unreadable images of one split and knows when they are more than allowed. */
public final class Damage {
  /** With so many unreadable images beyond the limit there is no use in looking for more. */
  static final int ENOUGH = 10_000;

  private final DamageLimits limits;
  private final ImageSet images;
  private final ClassNames classes;
  private final int[] sizeOfClass;
  private final int[] lostOfClass;
  private final BitSet lost = new BitSet();
  private final List<Rejection> rejections = new ArrayList<>();
  private Optional<String> excessOfClass = Optional.empty();
  private boolean lostClass;

  Damage(DamageLimits limits, ImageSet images, ClassNames classes) {
    this.limits = limits;
    this.images = images;
    this.classes = classes;
    this.sizeOfClass = new int[classes.size()];
    this.lostOfClass = new int[classes.size()];
    for (int i = 0; i < images.size(); i++) {
      sizeOfClass[images.label(i)]++;
    }
  }

  /**
   * Counts one image, once however often it is named. Safe to call from several threads.
   *
   * @param index of the image in the split
   * @return whether it was not yet counted
   */
  public synchronized boolean reject(int index, String reason) {
    if (lost.get(index)) {
      return false;
    }
    int label = images.label(index);
    lost.set(index);
    lostOfClass[label]++;
    rejections.add(new Rejection(images.name(index), reason));
    if (lostOfClass[label] == sizeOfClass[label]) {
      lostClass = true;
      excessOfClass =
          Optional.of(
              "no image of class \"%s\" can be read".formatted(OneLine.of(classes.name(label))));
    } else if (!lostClass && lostOfClass[label] > limits.allowedOfClass(sizeOfClass[label])) {
      excessOfClass =
          Optional.of(
              "%d of %d images of class \"%s\" cannot be read, more than the %d allowed"
                  .formatted(
                      lostOfClass[label],
                      sizeOfClass[label],
                      OneLine.of(classes.name(label)),
                      limits.allowedOfClass(sizeOfClass[label])));
    }
    return true;
  }

  /** Returns what is more than allowed so far, in words; nothing if the limits are kept. */
  public synchronized Optional<String> excess() {
    int allowed = limits.allowed(images.size());
    return !lostClass && rejections.size() > allowed
        ? Optional.of(
            "%d of %d images cannot be read, more than the %d allowed"
                .formatted(rejections.size(), images.size(), allowed))
        : excessOfClass;
  }

  /** Returns the remedy for {@link #excess()}, for the end of a line that names a list. */
  public synchronized String remedy() {
    return lostClass
        ? "repair or replace them, or remove the class"
        : "repair or remove them, or allow them with --max-damaged " + rejections.size();
  }

  /** Whether so much is damaged that the rest need not be read. */
  public synchronized boolean isHopeless() {
    return rejections.size() >= ENOUGH && excess().isPresent();
  }

  /** Those counted so far, in the order in which they were named; a copy. */
  public synchronized List<Rejection> rejections() {
    return List.copyOf(rejections);
  }
}
