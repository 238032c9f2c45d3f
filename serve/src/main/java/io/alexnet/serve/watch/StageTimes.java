package io.alexnet.serve.watch;

import io.alexnet.common.PipelineTimes;
import io.alexnet.common.Spread;
import io.alexnet.common.Stage;
import io.alexnet.serve.runs.RunObserver;
import io.alexnet.train.Throughput;
import io.alexnet.train.TrainListener;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Context;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long images took in each stage, as a histogram: in training steps, since the daemon began.
 *
 * <p>The pipeline counts by classes of time as it goes; Micrometer can only be told one time after
 * the other, so this is told to Prometheus's own registry. An image's share of its step is its time
 * in the stage "train".
 */
@Context
final class StageTimes implements RunObserver, Collector {
  private static final double NANOS = 1e9;
  private static final List<Double> LIMITS =
      Stream.concat(
              Spread.LIMITS.stream().map(nanos -> nanos / NANOS),
              Stream.of(Double.POSITIVE_INFINITY))
          .toList();

  private volatile PipelineTimes stages = PipelineTimes.ZERO;
  private volatile PipelineTimes.Busy train = PipelineTimes.Busy.NONE;

  StageTimes(PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(this);
  }

  @Override
  public HistogramSnapshot collect() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name("alexnet_stage_seconds")
            .help("Time that an image took in a stage, of one thread.");
    for (Stage stage : Stage.values()) {
      histogram.dataPoint(of(stage.name().toLowerCase(Locale.ROOT), stages.busy(stage)));
    }
    return histogram.dataPoint(of("train", train)).build();
  }

  private static HistogramDataPointSnapshot of(String stage, PipelineTimes.Busy busy) {
    List<Long> counts = Arrays.stream(busy.spread().counts()).boxed().toList();
    HistogramDataPointSnapshot.Builder point = HistogramDataPointSnapshot.builder();
    point.classicHistogramBuckets(ClassicHistogramBuckets.of(LIMITS, counts));
    point.sum(busy.nanos() / NANOS);
    point.labels(Labels.of("stage", stage));
    return point.build();
  }

  @Override
  public TrainListener of(String run) {
    return new TrainListener() {
      @Override
      public void step(StepInfo step) {
        Throughput span = step.span();
        stages = stages.plus(span.pipeline());
        train = train.plus(ofStep(span));
      }
    };
  }

  private static PipelineTimes.Busy ofStep(Throughput span) {
    long nanos = span.nanos() - span.starvedNanos();
    return new PipelineTimes.Busy(Spread.of(span.images(), nanos / span.images()), nanos, 0);
  }
}
