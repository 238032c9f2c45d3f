package io.alexnet.train;

import io.alexnet.train.RunControl.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Tells from samples of a run whether it has come to a stand: nothing moves for much longer than a
 * step takes. For one thread.
 */
final class StuckWatch {
  private static final int STEPS = 101;

  private final WatchSettings.Stuck limits;
  private final ArrayDeque<Long> stepNanos = new ArrayDeque<>();
  private Optional<Sample> moved = Optional.empty();
  private Optional<Sample> stepped = Optional.empty();
  private boolean stuck;

  StuckWatch(WatchSettings.Stuck limits) {
    this.limits = limits;
  }

  /**
   * What a run has got to.
   *
   * @param nanos when, by a clock that only goes forward
   * @param state what it is at
   * @param step steps taken in all
   * @param images that went through some stage of the pipeline, and validated ones
   */
  record Sample(long nanos, State state, long step, long images) {
    private boolean sameButForTime(Sample other) {
      return state == other.state && step == other.step && images == other.images;
    }
  }

  /**
   * What a sample told.
   *
   * @param still how long nothing has moved, or had not
   * @param step a step's time at the median, or zero before the first
   */
  record Verdict(Duration still, Duration step) {}

  boolean isStuck() {
    return stuck;
  }

  /**
   * Takes a sample.
   *
   * @return something if the run is stuck from now on, or moves again
   */
  Optional<Verdict> look(Sample now) {
    count(now);
    Sample last = moved.orElse(now);
    Duration still = Duration.ofNanos(now.nanos() - last.nanos());
    if (moved.isEmpty() || !now.sameButForTime(last)) {
      boolean was = stuck;
      stuck = false;
      moved = Optional.of(now);
      return was ? Optional.of(new Verdict(still, median())) : Optional.empty();
    }
    if (stuck || mayStandStill(now.state()) || still.compareTo(allowed(now.state())) <= 0) {
      return Optional.empty();
    }
    stuck = true;
    return Optional.of(new Verdict(still, median()));
  }

  /** Steps without anything else between them. */
  private void count(Sample now) {
    Sample last = stepped.orElse(now);
    if (now.state() != State.RUNNING || stuck) {
      stepped = Optional.empty();
    } else if (stepped.isEmpty() || now.step() != last.step()) {
      if (now.step() > last.step()) {
        stepNanos.add((now.nanos() - last.nanos()) / (now.step() - last.step()));
      }
      stepped = Optional.of(now);
    }
    if (stepNanos.size() > STEPS) {
      stepNanos.remove();
    }
  }

  private Duration median() {
    return Duration.ofNanos(
        stepNanos.stream().sorted().skip(stepNanos.size() / 2).findFirst().orElse(0L));
  }

  private static boolean mayStandStill(State state) {
    return state == State.PAUSED || state == State.ENDED;
  }

  private Duration allowed(State state) {
    if (stepNanos.isEmpty() || state == State.STARTING || state == State.SAVING) {
      return limits.longest();
    }
    Duration steps = median().multipliedBy(limits.factor());
    Duration least = state == State.VALIDATING ? limits.validating() : limits.floor();
    return steps.compareTo(least) > 0 ? steps : least;
  }
}
