package io.alexnet.train;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When checkpoints are saved besides after every epoch, and how many are kept. No result depends on
 * it.
 *
 * @param kept the newest so many, besides the best and the pinned
 * @param steps from one save to the next, at least 1
 * @param interval from one save to the next, more than zero
 */
public record SaveSettings(int kept, OptionalInt steps, Optional<Duration> interval) {
  /** After every epoch alone; three are kept. */
  public static final SaveSettings DEFAULT =
      new SaveSettings(3, OptionalInt.empty(), Optional.empty());

  public SaveSettings {
    if (kept < 1) {
      throw new IllegalArgumentException("at least one checkpoint is kept, not " + kept);
    }
    if (steps.isPresent() && steps.getAsInt() < 1) {
      throw new IllegalArgumentException("steps must be 1 or more, not " + steps.getAsInt());
    }
    if (interval.isPresent() && !(interval.get().compareTo(Duration.ZERO) > 0)) {
      throw new IllegalArgumentException("interval must be above zero, not " + interval.get());
    }
  }

  /**
   * Whether it is time to save.
   *
   * @param step steps taken in all
   * @param sinceSave time since the last save
   */
  boolean isDue(long step, Duration sinceSave) {
    return (steps.isPresent() && step % steps.getAsInt() == 0)
        || (interval.isPresent() && sinceSave.compareTo(interval.get()) >= 0);
  }
}
