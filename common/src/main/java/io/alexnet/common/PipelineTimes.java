package io.alexnet.common;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Where the time of an image pipeline went in some span.
 *
 * @param stages every stage
 * @param heldBackNanos while the pipeline wanted a buffer to fill and none was free
 */
public record PipelineTimes(Map<Stage, Busy> stages, long heldBackNanos) {
  /** No time at all. */
  public static final PipelineTimes ZERO = new PipelineMeter().sample();

  /**
   * @param spread of the times that images took to go through a stage
   * @param nanos that this took, summed over the threads
   * @param rejected images that came no further, because they cannot be used
   */
  public record Busy(Spread spread, long nanos, long rejected) {
    /** Nothing. */
    public static final Busy NONE = new Busy(Spread.NONE, 0, 0);

    /** How many went through. */
    public long images() {
      return spread.total();
    }

    /** These images and others. */
    public Busy plus(Busy other) {
      return new Busy(spread.plus(other.spread), nanos + other.nanos, rejected + other.rejected);
    }

    private Busy minus(Busy other) {
      return new Busy(spread.minus(other.spread), nanos - other.nanos, rejected - other.rejected);
    }
  }

  public PipelineTimes {
    stages = Collections.unmodifiableMap(new EnumMap<>(stages));
  }

  /** This span and another. */
  public PipelineTimes plus(PipelineTimes other) {
    return combined(other, Busy::plus, heldBackNanos + other.heldBackNanos);
  }

  /** This span without another that lies within it. */
  public PipelineTimes minus(PipelineTimes other) {
    return combined(other, Busy::minus, heldBackNanos - other.heldBackNanos);
  }

  private PipelineTimes combined(PipelineTimes other, BinaryOperator<Busy> how, long heldBack) {
    Map<Stage, Busy> combined = new EnumMap<>(Stage.class);
    stages.forEach((stage, busy) -> combined.put(stage, how.apply(busy, other.busy(stage))));
    return new PipelineTimes(combined, heldBack);
  }

  public Busy busy(Stage stage) {
    return stages.getOrDefault(stage, Busy.NONE);
  }

  /** Of all stages. */
  public long busyNanos() {
    return stages.values().stream().mapToLong(Busy::nanos).sum();
  }
}
