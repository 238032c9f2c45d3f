package io.alexnet.serve.watch;

import io.alexnet.network.DeadUnits;
import io.alexnet.serve.runs.RunObserver;
import io.alexnet.train.Journal;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.TrainListener;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Context;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gauges that are there for what a run has: its name, its layers. They go with the run, so that
 * there are never more than one run has.
 *
 * <p>Told to Prometheus's own registry, a whole gauge at a time: Micrometer would change one row
 * after the other, and whoever scrapes meanwhile would find a row twice, which fails the whole
 * scrape, or not at all (micrometer issue 6851).
 */
@Context
final class RunGauges implements RunObserver, MultiCollector {
  private static final String COMMIT = BuiltFrom.commit();

  private final Map<String, MetricSnapshot> gauges = new LinkedHashMap<>();

  RunGauges(PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(this);
  }

  @Override
  public synchronized MetricSnapshots collect() {
    return new MetricSnapshots(gauges.values());
  }

  private synchronized void set(MetricSnapshot gauge) {
    gauges.put(gauge.getMetadata().getName(), gauge);
  }

  private synchronized void clear() {
    gauges.clear();
  }

  @Override
  public TrainListener of(String run) {
    return new OfRun(run);
  }

  private final class OfRun implements TrainListener {
    private final String run;

    OfRun(String run) {
      this.run = run;
    }

    /** The line with which a run begins, or goes on, says what it is. */
    @Override
    public void event(Journal.Entry entry) {
      if (entry.details().get("preset") instanceof String preset
          && entry.details().get("fingerprint") instanceof String fingerprint) {
        Labels labels =
            Labels.of("run", run, "preset", preset, "dataset_sha", fingerprint, "git", COMMIT);
        set(
            InfoSnapshot.builder()
                // Written with _info behind it.
                .name("alexnet_run")
                .help("The run that trains: always 1.")
                .dataPoint(InfoDataPointSnapshot.builder().labels(labels).build())
                .build());
      }
    }

    @Override
    public void saved(SaveInfo save) {
      set(
          gauge("alexnet_checkpoint_bytes", "Size of the run's last checkpoint on disk.")
              .dataPoint(point(Labels.EMPTY, (double) save.bytes()))
              .build());
    }

    @Override
    public void epoch(EpochInfo epoch) {
      GaugeSnapshot.Builder updates =
          gauge(
              "alexnet_update_ratio",
              "Size of the epoch's last update as a share of the weights'.");
      epoch
          .latest()
          .ratios()
          .forEach((layer, ratio) -> updates.dataPoint(point(Labels.of("layer", layer), ratio)));
      set(updates.build());
      GaugeSnapshot.Builder dead =
          gauge(
              "alexnet_dead_units_ratio",
              "Units that were zero for all validation images, 0 to 1.");
      for (DeadUnits layer : epoch.deadUnits()) {
        dead.dataPoint(point(Labels.of("layer", layer.layer()), layer.share()));
      }
      set(dead.build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
      return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
      return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    @Override
    public void state(State state) {
      if (state == State.ENDED) {
        clear();
      }
    }
  }
}
