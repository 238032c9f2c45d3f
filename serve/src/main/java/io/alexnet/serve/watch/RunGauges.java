package io.alexnet.serve.watch;

import io.alexnet.serve.runs.RunObserver;
import io.alexnet.train.Journal;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.TrainListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gauges that are there for what a run has: its name, its layers. They go with the run, so that
 * there are never more than one run has.
 */
@Singleton
final class RunGauges implements RunObserver, MeterBinder {
  /** By name, with what each means. */
  private static final Map<String, String> MEANINGS =
      Map.of(
          "alexnet.run.info", "The run that trains: always 1.",
          "alexnet.checkpoint.bytes", "Size of the run's last checkpoint on disk.",
          "alexnet.update.ratio", "Size of the epoch's last update as a share of the weights'.",
          "alexnet.dead.units.ratio", "Units that were zero for all validation images, 0 to 1.");

  private static final String COMMIT = BuiltFrom.commit();

  private final Map<String, MultiGauge> gauges = new ConcurrentHashMap<>();

  @Override
  public void bindTo(MeterRegistry registry) {
    MEANINGS.forEach(
        (name, what) ->
            gauges.put(name, MultiGauge.builder(name).description(what).register(registry)));
  }

  private void set(String name, List<MultiGauge.Row<?>> rows) {
    MultiGauge gauge = gauges.get(name);
    if (gauge != null) {
      gauge.register(rows, true);
    }
  }

  private static MultiGauge.Row<?> row(Tags tags, double value) {
    return MultiGauge.Row.of(tags, value);
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
        Tags tags = Tags.of("run", run, "preset", preset, "dataset_sha", fingerprint);
        set("alexnet.run.info", List.of(row(tags.and("git", COMMIT), 1)));
      }
    }

    @Override
    public void saved(SaveInfo save) {
      set("alexnet.checkpoint.bytes", List.of(row(Tags.empty(), (double) save.bytes())));
    }

    @Override
    public void epoch(EpochInfo epoch) {
      set(
          "alexnet.update.ratio",
          epoch.latest().ratios().entrySet().stream()
              .<MultiGauge.Row<?>>map(layer -> row(layer(layer.getKey()), layer.getValue()))
              .toList());
      set(
          "alexnet.dead.units.ratio",
          epoch.deadUnits().stream()
              .<MultiGauge.Row<?>>map(layer -> row(layer(layer.layer()), layer.share()))
              .toList());
    }

    private static Tags layer(String name) {
      return Tags.of("layer", name);
    }

    @Override
    public void state(State state) {
      if (state == State.ENDED) {
        gauges.values().forEach(gauge -> gauge.register(List.of(), true));
      }
    }
  }
}
