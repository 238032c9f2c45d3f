package io.alexnet.train;

import io.alexnet.common.PipelineTimes;
import io.alexnet.common.Stage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How fast a span of training went, and who waited for whom. Validation and saving are not counted.
 *
 * @param nanos how long it was
 * @param starvedNanos of that, how long the trainer waited for images
 * @param images trained on
 * @param pipeline what the workers did meanwhile
 * @param workers at the end of it
 */
public record Throughput(
    long nanos, long starvedNanos, long images, PipelineTimes pipeline, int workers) {
  /** No time at all. */
  public static final Throughput ZERO = new Throughput(0, 0, 0, PipelineTimes.ZERO, 1);

  private static final double NANOS = 1e9;

  /** This span and a later one. */
  public Throughput plus(Throughput later) {
    return new Throughput(
        nanos + later.nanos,
        starvedNanos + later.starvedNanos,
        images + later.images,
        pipeline.plus(later.pipeline),
        later.workers);
  }

  /** This span without its beginning. */
  Throughput minus(Throughput beginning) {
    return new Throughput(
        nanos - beginning.nanos,
        starvedNanos - beginning.starvedNanos,
        images - beginning.images,
        pipeline.minus(beginning.pipeline),
        workers);
  }

  public double imagesPerSecond() {
    return ofTime(images) * NANOS;
  }

  /** Share of the time that the trainer waited for images, 0 to 1. */
  public double starvedRatio() {
    return ofTime(starvedNanos);
  }

  /** Share of the time that the pipeline wanted a buffer and all were full, 0 to 1. */
  public double heldBackRatio() {
    return Math.min(1, ofTime(pipeline.heldBackNanos()));
  }

  /** How many workers were busy, on average. */
  public double busyWorkers() {
    return ofTime(pipeline.busyNanos());
  }

  private double ofTime(long part) {
    return (double) part / Math.max(1, nanos);
  }

  /** What these figures mean. */
  public Verdict verdict() {
    return Verdict.of(this);
  }

  /** The figures by the names they have in metrics.jsonl and with {@code --json}. */
  public Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("images_per_second", imagesPerSecond());
    keys.put("starved_ratio", starvedRatio());
    keys.put("held_back_ratio", heldBackRatio());
    keys.put("workers", workers);
    keys.put("stages", stages());
    keys.put("verdict", verdict().words());
    return keys;
  }

  private Map<String, Object> stages() {
    Map<String, Object> stages = new LinkedHashMap<>();
    for (Stage stage : Stage.values()) {
      PipelineTimes.Busy busy = pipeline.busy(stage);
      if (busy.images() > 0) {
        stages.put(stage.name().toLowerCase(Locale.ROOT), figures(busy.images(), busy.nanos()));
      }
    }
    Map<String, Object> train = figures(images, nanos - starvedNanos);
    train.put("starved_seconds", starvedNanos / NANOS);
    stages.put("train", train);
    return stages;
  }

  private static Map<String, Object> figures(long images, long busyNanos) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("images", images);
    figures.put("busy_seconds", busyNanos / NANOS);
    return figures;
  }
}
