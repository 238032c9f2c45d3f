package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.UserException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/** Counts the unreadable images of one split and ends the work when there are too many. */
public final class Damage {
  private static final int LISTED = 3;

  private final DamageLimits limits;
  private final ImageSet images;
  private final ClassNames classes;
  private final int[] sizeOfClass;
  private final int[] lostOfClass;
  private final BitSet lost = new BitSet();
  private final List<Rejection> rejections = new ArrayList<>();

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
   * @throws UserException if this is more than the limits allow, naming the class and some files
   */
  public synchronized boolean reject(int index, String reason) {
    if (lost.get(index)) {
      return false;
    }
    int label = images.label(index);
    lost.set(index);
    lostOfClass[label]++;
    rejections.add(new Rejection(images.name(index), reason));
    int lostHere = lostOfClass[label];
    if (lostHere == sizeOfClass[label] || tooMany(lostHere, sizeOfClass[label], limits.ofClass())) {
      throw tooMuch(
          "class \"%s\"".formatted(OneLine.of(classes.name(label))),
          lostHere,
          sizeOfClass[label],
          limits.ofClass());
    }
    if (tooMany(rejections.size(), images.size(), limits.ofSet())) {
      throw tooMuch("the set", rejections.size(), images.size(), limits.ofSet());
    }
    return true;
  }

  /** Those counted so far, in the order in which they were named; a copy. */
  public synchronized List<Rejection> rejections() {
    return List.copyOf(rejections);
  }

  private static boolean tooMany(int lost, int of, double share) {
    return lost > Math.max(1, share * of);
  }

  private UserException tooMuch(String what, int lostHere, int of, double share) {
    String some =
        rejections.stream()
            .skip(Math.max(0, rejections.size() - LISTED))
            .map(Rejection::toString)
            .collect(Collectors.joining(", "));
    return new UserException(
        "at least %d of %d images of %s cannot be read, more than the %s %% allowed; the last: %s; mend or remove such files"
            .formatted(lostHere, of, what, share * 100, some));
  }
}
