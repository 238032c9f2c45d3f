package io.alexnet.ingest;

import java.time.Duration;

/**
 * The faults of its data that work tolerates. No result depends on it.
 *
 * @param damage how many images may be unreadable
 * @param outage how long to wait for data that is away, as {@link ImageSet#outlast} says
 */
public record Tolerance(DamageLimits damage, Duration outage) {
  /** The usual limits, and a minute. */
  public static final Tolerance DEFAULT = new Tolerance(DamageLimits.DEFAULT, Outage.PATIENCE);
}
