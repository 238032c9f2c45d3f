package io.alexnet.common;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

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
   * @param images that went through a stage
   * @param nanos that this took, summed over the threads
   * @param rejected images that came no further, because they cannot be used
   */
  public record Busy(long images, long nanos, long rejected) {
    static final Busy NONE = new Busy(0, 0, 0);

    private Busy plus(Busy other, int sign) {
      return new Busy(
          images + sign * other.images,
          nanos + sign * other.nanos,
          rejected + sign * other.rejected);
    }
  }

  public PipelineTimes {
    stages = Collections.unmodifiableMap(new EnumMap<>(stages));
  }

  /** This span and another. */
  public PipelineTimes plus(PipelineTimes other) {
    return combined(other, 1);
  }

  /** This span without another that lies within it. */
  public PipelineTimes minus(PipelineTimes other) {
    return combined(other, -1);
  }

  private PipelineTimes combined(PipelineTimes other, int sign) {
    Map<Stage, Busy> combined = new EnumMap<>(Stage.class);
    stages.forEach((stage, busy) -> combined.put(stage, busy.plus(other.busy(stage), sign)));
    return new PipelineTimes(combined, heldBackNanos + sign * other.heldBackNanos);
  }

  public Busy busy(Stage stage) {
    return stages.getOrDefault(stage, Busy.NONE);
  }

  /** Of all stages. */
  public long busyNanos() {
    return stages.values().stream().mapToLong(Busy::nanos).sum();
  }
}
