package io.alexnet.train;

/**
 * Where the learning rate stands: section 5 of the paper, "divided by 10 when the validation error
 * rate stopped improving".
 *
 * @param rate of the weights, now
 * @param drops how often it was divided
 * @param bestError lowest validation error so far, 0 to 1; 1 before the first
 * @param epochsSinceBest epochs since then or since the last division
 * @param ended whether the error stopped improving after the last division
 */
public record RateState(
    double rate, int drops, double bestError, int epochsSinceBest, boolean ended) {
  private static final double FACTOR = 10;

  /** Before the first epoch. */
  static RateState start(OptimiserSettings settings) {
    return new RateState(settings.learningRate(), 0, 1, 0, false);
  }

  /** Another rate from now on, all else as it is. */
  RateState at(double newRate) {
    return new RateState(newRate, drops, bestError, epochsSinceBest, ended);
  }

  /**
   * After an epoch.
   *
   * @param epochsDone epochs taken in all
   * @param error its validation error
   */
  RateState after(int epochsDone, double error, OptimiserSettings settings) {
    boolean improved = error < bestError;
    double best = improved ? error : bestError;
    int waited = improved ? 0 : epochsSinceBest + 1;
    if (!settings.dropEpochs().isEmpty()) {
      boolean drop = settings.dropEpochs().contains(epochsDone);
      return new RateState(
          drop ? rate / FACTOR : rate, drop ? drops + 1 : drops, best, waited, false);
    }
    if (waited < settings.patience()) {
      return new RateState(rate, drops, best, waited, false);
    }
    return drops == settings.drops()
        ? new RateState(rate, drops, best, waited, true)
        : new RateState(rate / FACTOR, drops + 1, best, 0, false);
  }
}
