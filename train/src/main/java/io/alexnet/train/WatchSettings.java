package io.alexnet.train;

import java.time.Duration;

/**
 * The limits beyond which training is said to go wrong, and the reaction. A healthy run stays
 * within them; docs/reliability.md gives the reasons.
 *
 * <p>Losses are measured against the {@link LossScale} of the run.
 */
public record WatchSettings(Loss loss, Divergence divergence, Health health, Stuck stuck) {
  /** What a run has unless it is told otherwise. */
  public static final WatchSettings DEFAULT =
      new WatchSettings(
          new Loss(100, 10, 3, 0.75, 16, 0.98, 3, 200),
          new Divergence(Reaction.RETURN, 3, 2, 10, 0.05),
          new Health(0.01, 1e-6, 0.1, 0.5, 100),
          new Stuck(
              20,
              Duration.ofSeconds(30),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10),
              Duration.ofSeconds(1)));

  /** The same with another reaction to a divergence. */
  public WatchSettings with(Reaction reaction, int returns) {
    return new WatchSettings(
        loss,
        new Divergence(
            reaction, returns, divergence.rateDivisor(), divergence.settled(), divergence.calm()),
        health,
        stuck);
  }

  /** What a run does when it diverges. */
  public enum Reaction {
    /** Goes back to its last good checkpoint and trains on with a lower rate. */
    RETURN,
    /** Ends. */
    STOP,
    /**
     * Trains on, however high the loss rises. A loss, gradient or weight that is not a finite
     * number still ends the run.
     */
    IGNORE
  }

  /**
   * @param steps over which the loss is averaged, the latest counting most
   * @param cap a step counts for at most so many times the loss of untrained weights, or the lowest
   *     average if that is higher: a single outlier says nothing
   * @param exploded an average above so many times the same is a divergence
   * @param learnt once the average has been at or below this share of the loss of guessing, being
   *     back at it is a divergence
   * @param noise but only if it has been below it by so many standard deviations of the average:
   *     losses of a network that is wrong and certain stray more than twice as far as {@link
   *     LossScale#noise()}
   * @param flat an average at or above this share of the loss of guessing is no better than
   *     guessing
   * @param chance nor is one that is below it by no more than so many times {@link
   *     LossScale#chance()}
   * @param flatSteps after so many steps, and half an epoch, without ever being better than
   *     guessing, the loss is called flat
   */
  public record Loss(
      int steps,
      double cap,
      double exploded,
      double learnt,
      double noise,
      double flat,
      double chance,
      int flatSteps) {}

  /**
   * @param reaction what is done
   * @param returns how often at most in a run
   * @param rateDivisor by which the learning rate is divided each time
   * @param settled a checkpoint is good only if so many steps were taken from it before the
   *     divergence
   * @param calm and if the average loss in it was no more than this share of the loss of guessing
   *     above the lowest before it, or no more than chance explains
   */
  public record Divergence(
      Reaction reaction, int returns, double rateDivisor, int settled, double calm) {
    public Divergence {
      if (returns < 0) {
        throw new IllegalArgumentException("returns must be 0 or more, not " + returns);
      }
    }
  }

  /**
   * @param variation a layer whose outputs differ by less than this share of their size tells no
   *     image from another
   * @param slowUpdate the rate is too low if no layer's weights change by this share in a step
   * @param fastUpdate and too high if some layer's change by more than this share
   * @param deadUnits a layer that has lost this share of its units is reported
   * @param images if at least so many were looked at
   */
  public record Health(
      double variation, double slowUpdate, double fastUpdate, double deadUnits, int images) {}

  /**
   * @param factor a run that takes steps is stuck if nothing moves for so many times the median
   *     step
   * @param floor but not before this
   * @param validating not before this, during validation
   * @param longest not before this, before the first step and while saving
   * @param interval at which it is looked at
   */
  public record Stuck(
      int factor, Duration floor, Duration validating, Duration longest, Duration interval) {}
}
