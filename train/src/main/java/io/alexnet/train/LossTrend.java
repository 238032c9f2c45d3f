package io.alexnet.train;

import java.util.Locale;
import java.util.Optional;

/**
 * Where the loss is going: whether training converges, stands still or has diverged.
 *
 * @param mean loss in nats, averaged over the latest steps with weights that fall off
 *     exponentially; before the first step that of a network that holds all classes equally
 *     probable
 * @param lowest mean so far
 * @param returns how often the run went back to a checkpoint because it diverged
 */
public record LossTrend(double mean, double lowest, int returns) {
  /**
   * Before the first step.
   *
   * @param uniform {@link LossScale#uniform()}
   */
  static LossTrend start(double uniform) {
    return new LossTrend(uniform, uniform, 0);
  }

  /**
   * After the first step of a run, whose loss is that of the weights it begins with: a network that
   * begins above the loss of untrained weights is measured from there.
   */
  LossTrend began(double loss) {
    double began = Math.max(mean, loss);
    return new LossTrend(began, began, returns);
  }

  /** After a step. */
  LossTrend after(double loss, LossScale scale, WatchSettings.Loss limits) {
    double seen = Math.min(loss, limits.cap() * base(scale));
    double next = mean + (seen - mean) / limits.steps();
    return new LossTrend(next, Math.min(lowest, next), returns);
  }

  /** After so many returns in all. */
  LossTrend withReturns(int count) {
    return new LossTrend(mean, lowest, count);
  }

  /** Why training has diverged, in words, if it has. */
  Optional<String> divergence(LossScale scale, WatchSettings.Loss limits) {
    if (!scale.meaningful()) {
      return Optional.empty();
    }
    if (mean > limits.exploded() * base(scale)) {
      return Optional.of(
          words("the average loss rose from %.3f to %.3g, where guessing gives %.3f", scale));
    }
    double fall =
        Math.max((1 - limits.learnt()) * scale.guessing(), limits.noise() * scale.noise());
    return lowest <= scale.guessing() - fall && mean >= limits.flat() * scale.guessing()
        ? Optional.of(
            words("the average loss was down to %.3f and is back at %.3f, %.3f is guessing", scale))
        : Optional.empty();
  }

  private String words(String format, LossScale scale) {
    return String.format(Locale.ROOT, format, lowest, mean, scale.guessing());
  }

  /** From where a rise counts: that of untrained weights, or above it the lowest reached. */
  private double base(LossScale scale) {
    return Math.max(scale.uniform(), lowest);
  }

  /**
   * Whether it was never better than guessing, and is as good.
   *
   * @param step steps taken so far
   */
  boolean isFlat(long step, LossScale scale, WatchSettings.Loss limits) {
    double band =
        Math.max((1 - limits.flat()) * scale.guessing(), limits.chance() * scale.chance());
    // What is left in the average of the loss that a network begins with.
    double beginning =
        (scale.uniform() - scale.guessing()) * Math.pow(1 - 1.0 / limits.steps(), (double) step);
    return scale.meaningful()
        && lowest >= scale.guessing() - band
        && mean <= scale.guessing() + band + beginning;
  }

  /** Whether the loss is about as low as it ever was: no divergence has begun yet. */
  boolean isCalm(LossScale scale, WatchSettings settings) {
    double margin =
        Math.max(
            settings.divergence().calm() * scale.guessing(),
            settings.loss().chance() * scale.chance());
    return mean <= lowest + margin;
  }
}
