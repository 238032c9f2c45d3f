package io.alexnet.train;

import io.alexnet.augment.Quarantined;
import io.alexnet.common.Reason;
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
  private final DamageLimits limits;
  private final Damage damage;
  private final Set<String> known;
  private final Consumer<String> note;
  private int missing;
  private boolean unwritten;

  /**
   * @param note hears in a line when nothing can be written, once until something can
   */
  Quarantine(RunDirectory directory, DataSet data, DamageLimits limits, Consumer<String> note)
      throws IOException {
    this.directory = directory;
    this.note = note;
    this.training = data.training();
    this.validationSize = data.validation().map(ImageSet::size).orElse(0);
    this.limits = limits;
    this.damage = limits.tally(training, data.classes());
    this.known = directory.quarantined();
  }

  /**
   * Enters images found unusable in training.
   *
   * @throws UserException if they are more than the limit
   */
  void training(List<Quarantined> images) {
    for (Quarantined image : images) {
      training(image.index(), image.reason());
      requireLimits();
    }
  }

  /**
   * Enters one of many, for {@link #requireLimits} afterwards.
   *
   * @throws UserException if there is no use in looking for more
   */
  void training(int index, String reason) {
    if (damage.reject(index, reason)) {
      enter("train", training.name(index), reason);
      if (damage.isHopeless()) {
        requireLimits();
      }
    }
  }

  /**
   * @throws UserException if more training images than the limit were entered
   */
  void requireLimits() {
    if (damage.excess().isPresent()) {
      throw new UserException(
          "%s; %s lists them with reasons: %s"
              .formatted(damage.excess().get(), directory.quarantineFile(), damage.remedy()));
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
    if (missing > limits.allowed(validationSize)) {
      throw new UserException(
          "%d of %d validation images cannot be read, more than the %d allowed; %s lists them with reasons: repair or remove them, or allow them with --max-damaged %d"
              .formatted(
                  missing,
                  validationSize,
                  limits.allowed(validationSize),
                  directory.quarantineFile(),
                  missing));
    }
  }

  /** If the disk is full, training goes on: the image is counted, and found again if it is met. */
  private void enter(String split, String name, String reason) {
    try {
      directory.quarantine(known, split, name, reason);
      unwritten = false;
    } catch (IOException e) {
      if (!unwritten) {
        note.accept("no line in quarantine.jsonl: " + Reason.of(e));
      }
      unwritten = true;
    }
  }

  /** Images found unusable so far, in training and in the last validation. */
  int size() {
    return damage.rejections().size() + missing;
  }
}
