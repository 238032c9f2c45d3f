package io.alexnet.train;

import io.alexnet.common.Stage;
import java.util.Comparator;
import java.util.List;

/**
 * What bounds the speed of training.
 *
 * @param bound in a word
 * @param words in a sentence, with the figures it was judged by
 */
public record Verdict(Bound bound, String words) {
  /** What would have to be faster. */
  public enum Bound {
    /** The images: the trainer waits for them. */
    INPUT,
    /** The network: the pipeline waits until it is done with a batch. */
    TRAINING,
    /** Both are as fast as each other. */
    BALANCED,
    /** No step was taken. */
    UNKNOWN
  }

  /** Share of the time from which on somebody is said to wait. */
  static final double NOTABLE = 0.05;

  static Verdict of(Throughput span) {
    if (span.images() == 0) {
      return new Verdict(Bound.UNKNOWN, "not measured: no step was taken");
    }
    if (span.starvedRatio() >= NOTABLE) {
      return new Verdict(
          Bound.INPUT,
          "input-bound: %s, %s, trainer waits %s"
              .formatted(
                  busiest(span).activity(), workersBusy(span), percent(span.starvedRatio())));
    }
    String trainer = "trainer busy " + percent(1 - span.starvedRatio());
    if (span.heldBackRatio() >= NOTABLE) {
      return new Verdict(
          Bound.TRAINING,
          "training-bound: %s, input held back %s"
              .formatted(trainer, percent(span.heldBackRatio())));
    }
    return new Verdict(Bound.BALANCED, "balanced: %s, %s".formatted(trainer, workersBusy(span)));
  }

  /** The stage that takes most of the workers' time; the earliest of several. */
  private static Stage busiest(Throughput span) {
    return List.of(Stage.values()).stream()
        .sorted(
            Comparator.comparingLong((Stage stage) -> span.pipeline().busy(stage).nanos())
                .reversed())
        .findFirst()
        .orElseThrow();
  }

  private static String workersBusy(Throughput span) {
    double busy = Math.min(span.busyWorkers(), span.workers());
    // In whole workers, as one counts them; less than one would be read as a contradiction.
    String format = busy < 1 ? "%.1f of %d %s busy" : "%.0f of %d %s busy";
    return format.formatted(busy, span.workers(), span.workers() == 1 ? "worker" : "workers");
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  /** The words. */
  @Override
  public String toString() {
    return words;
  }
}
