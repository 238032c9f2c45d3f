package io.alexnet.augment;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an example of an epoch or, if it is unusable, another in its place that depends on (seed,
 * epoch, example) only: one of the same class, or of any class if none of several is usable.
 *
 * <p>Immutable; safe to share between threads, as the image set is.
 */
final class Replacements {
  private static final int TRIES_IN_CLASS = 32;
  private static final int TRIES_ANYWHERE = 32;

  private final ImageSet images;
  private final long seed;

  /** Indices sorted by class; those of class c at {@code starts[c]} to {@code starts[c + 1]}. */
  private final int[] members;

  private final int[] starts;

  Replacements(ImageSet images, long seed) {
    this.images = images;
    this.seed = seed;
    int classes = 0;
    for (int index = 0; index < images.size(); index++) {
      classes = Math.max(classes, images.label(index) + 1);
    }
    this.starts = new int[classes + 1];
    for (int index = 0; index < images.size(); index++) {
      starts[images.label(index) + 1]++;
    }
    for (int label = 0; label < classes; label++) {
      starts[label + 1] += starts[label];
    }
    this.members = new int[images.size()];
    int[] next = starts.clone();
    for (int index = 0; index < images.size(); index++) {
      members[next[images.label(index)]++] = index;
    }
  }

  /**
   * What was read.
   *
   * @param index of the image in the image set
   * @param quarantined what was tried before, in order; empty in a sound data set
   */
  record Found(RgbImage image, int index, List<Quarantined> quarantined) {}

  /**
   * Reads the example or its replacement.
   *
   * @param space for the image's pixels, as {@link ImageSet#read(int, byte[], PipelineMeter)} says
   * @param meter hears of every image that is read
   * @throws UserException if no replacement is usable either
   */
  Found read(int epoch, int example, byte[] space, PipelineMeter meter) {
    Decoded decoded = images.read(example, space, meter);
    return decoded instanceof Decoded.Ok ok
        ? new Found(ok.image(), example, List.of())
        : replace(epoch, example, decoded, meter);
  }

  private Found replace(int epoch, int example, Decoded unusable, PipelineMeter meter) {
    List<Quarantined> quarantined = new ArrayList<>();
    quarantined.add(Quarantined.of(images, example, unusable));
    KeyedRandom random = KeyedRandom.of(seed, epoch, example, Purpose.REPLACEMENT);
    int label = images.label(example);
    int first = starts[label];
    int count = starts[label + 1] - first;
    for (int tries = 0; tries < TRIES_IN_CLASS + TRIES_ANYWHERE; tries++) {
      int candidate =
          tries < TRIES_IN_CLASS
              ? members[first + random.nextInt(count)]
              : random.nextInt(images.size());
      if (quarantined.stream().anyMatch(known -> known.index() == candidate)) {
        continue;
      }
      Decoded decoded = images.read(candidate, meter);
      if (decoded instanceof Decoded.Ok ok) {
        return new Found(ok.image(), candidate, List.copyOf(quarantined));
      }
      quarantined.add(Quarantined.of(images, candidate, decoded));
    }
    throw new UserException(
        "%s is unusable (%s), and so is whatever could take its place: repair or remove the damaged"
                .formatted(quarantined.get(0).name(), quarantined.get(0).reason())
            + " images");
  }
}
