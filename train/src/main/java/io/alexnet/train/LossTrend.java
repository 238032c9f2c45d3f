package io.alexnet.train;

import io.alexnet.ingest.ImageSet;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where the loss is going: whether training converges, stands still or has diverged.
 *
 * @param mean loss in nats, averaged over the latest steps with weights that fall off
 *     exponentially; that of guessing before the first
 * @param lowest mean so far
 * @param returns how often the run went back to a checkpoint because it diverged
 */
public record LossTrend(double mean, double lowest, int returns) {
  /**
   * The loss of guessing by the shares of the classes alone, in nats: their entropy. No network
   * does worse in the long run, and one that sees nothing does as well.
   */
  static double guessing(ImageSet images) {
    return entropy(
        IntStream.range(0, images.size())
            .boxed()
            .collect(Collectors.groupingBy(images::label, Collectors.counting()))
            .values());
  }

  /**
   * @param sizes of the classes
   */
  static double entropy(Collection<Long> sizes) {
    double all = sizes.stream().mapToDouble(Long::doubleValue).sum();
    return sizes.stream().mapToDouble(size -> size / all * Math.log(all / size)).sum();
  }

  /**
   * @param guessing loss of guessing, in nats
   */
  static LossTrend start(double guessing) {
    return new LossTrend(guessing, guessing, 0);
  }

  /** After a step. */
  LossTrend after(double loss, double guessing, WatchSettings.Loss limits) {
    double seen = Math.min(loss, limits.cap() * guessing);
    double next = mean + (seen - mean) / limits.steps();
    return new LossTrend(next, Math.min(lowest, next), returns);
  }

  /** After so many returns in all. */
  LossTrend withReturns(int count) {
    return new LossTrend(mean, lowest, count);
  }

  /** Why training has diverged, in words, if it has. */
  Optional<String> divergence(double guessing, WatchSettings.Loss limits) {
    if (guessing > 0 && mean > limits.exploded() * guessing) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the loss has come to %.3g on average, where guessing gives %.3f",
              mean,
              guessing));
    }
    if (guessing > 0 && lowest <= limits.learnt() * guessing && mean >= limits.flat() * guessing) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the loss was down to %.3f and is back at %.3f, where guessing gives %.3f",
              lowest,
              mean,
              guessing));
    }
    return Optional.empty();
  }

  /** Whether it was never better than guessing. */
  boolean isFlat(double guessing, WatchSettings.Loss limits) {
    return guessing > 0
        && lowest >= limits.flat() * guessing
        && mean <= (2 - limits.flat()) * guessing;
  }

  /** Whether the loss is about as low as it ever was: nothing is on its way yet. */
  boolean isCalm(double guessing, WatchSettings.Divergence limits) {
    return mean <= lowest + limits.calm() * guessing;
  }
}
