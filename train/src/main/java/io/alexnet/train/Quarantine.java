package io.alexnet.train;

import io.alexnet.augment.Quarantined;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Damage;
import io.alexnet.ingest.DamageLimits;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The images of a run that could not be used: counted, entered once each, and no more than so many.
 */
final class Quarantine {
  private final RunDirectory directory;
  private final ImageSet training;
  private final int validationSize;
  private final Damage damage;
  private final Set<String> known;
  private final Consumer<String> note;
  private int missing;
  private boolean unwritten;

  /**
   * @param note hears in a line when nothing can be written, once until something can
   */
  Quarantine(RunDirectory directory, DataSet data, Consumer<String> note) throws IOException {
    this.directory = directory;
    this.note = note;
    this.training = data.training();
    this.validationSize = data.validation().map(ImageSet::size).orElse(0);
    this.damage = DamageLimits.DEFAULT.tally(training, data.classes());
    this.known = directory.quarantined();
  }

  /**
   * Enters images found unusable in training.
   *
   * @throws UserException if they are more than the limit
   */
  void training(List<Quarantined> images) {
    images.forEach(image -> training(image.index(), image.reason()));
  }

  /** Enters one of them. */
  void training(int index, String reason) {
    if (damage.reject(index, reason)) {
      enter("train", training.name(index), reason);
    }
  }

  /**
   * Enters all images found unusable in one validation.
   *
   * @throws UserException if they are more than the limit
   */
  void validation(List<Quarantined> images) {
    for (Quarantined image : images) {
      enter("val", image.name(), image.reason());
    }
    missing = images.size();
    if (missing > Math.max(1, DamageLimits.DEFAULT.ofSet() * validationSize)) {
      Quarantined last = images.get(missing - 1);
      throw new UserException(
          "%d of %d validation images cannot be read, the last: %s (%s); mend or remove such files"
              .formatted(missing, validationSize, last.name(), last.reason()));
    }
  }

  /**
   * If the disk is full, training goes on: the picture is counted, and found again if it is met.
   */
  private void enter(String split, String name, String reason) {
    try {
      directory.quarantine(known, split, name, reason);
      unwritten = false;
    } catch (IOException e) {
      if (!unwritten) {
        note.accept("no line in quarantine.jsonl: " + e);
      }
      unwritten = true;
    }
  }

  /** Images found unusable so far, in training and in the last validation. */
  int size() {
    return damage.rejections().size() + missing;
  }
}
