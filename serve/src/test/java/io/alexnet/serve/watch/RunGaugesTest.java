package io.alexnet.serve.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.network.DeadUnits;
import io.alexnet.network.UpdateSize;
import io.alexnet.train.ClassErrors;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.TrainListener;
import io.alexnet.train.TrainListener.EpochInfo;
import io.alexnet.train.TrainListener.SaveInfo;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The gauges of a run that trains, while somebody scrapes them. */
final class RunGaugesTest {
  private static final int SCRAPES = 1_000;
  private static final List<String> LAYERS =
      IntStream.rangeClosed(1, 8).mapToObj(number -> "layer" + number).toList();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TrainListener run = new RunGauges(registry).of("scraped");

  /** Of the figures of one moment every layer has the same. */
  private void report(int moment) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    LAYERS.forEach(layer -> ratios.put(layer, (double) moment));
    List<DeadUnits> dead =
        LAYERS.stream().map(layer -> new DeadUnits(layer, moment % 2, 1)).toList();
    run.epoch(
        new EpochInfo(
            1,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            false,
            dead,
            new UpdateSize(1, ratios),
            new ClassErrors(List.of())));
    run.saved(new SaveInfo(moment, Duration.ZERO, moment));
  }

  private List<String> scraped() {
    return registry.scrape().lines().filter(line -> line.startsWith("alexnet_")).toList();
  }

  private static List<String> rows(String gauge, List<String> scraped) {
    return scraped.stream().filter(line -> line.startsWith(gauge)).toList();
  }

  private static List<String> ofEachLayer(String gauge, List<String> rows) {
    String value = rows.get(0).substring(rows.get(0).indexOf(' '));
    return LAYERS.stream()
        .map(layer -> "%s{layer=\"%s\"}%s".formatted(gauge, layer, value))
        .toList();
  }

  @Test
  void aScrapeFindsEveryRowOnceAndOfOneMomentWhileTheyChange() {
    report(0);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger moments = new AtomicInteger();
    CompletableFuture<Void> training =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                report(moments.incrementAndGet());
              }
            });
    try {
      for (int i = 0; i < SCRAPES || moments.get() <= SCRAPES; i++) {
        List<String> scraped = scraped();
        for (String gauge : List.of("alexnet_update_ratio", "alexnet_dead_units_ratio")) {
          List<String> rows = rows(gauge, scraped);
          assertThat(rows).hasSize(LAYERS.size()).isEqualTo(ofEachLayer(gauge, rows));
        }
        assertThat(rows("alexnet_checkpoint_bytes", scraped)).hasSize(1);
      }
    } finally {
      over.set(true);
    }
    training.join();
  }

  @Test
  void nothingIsLeftOfARunThatEnded() {
    report(1);
    assertThat(scraped()).isNotEmpty();
    run.state(State.ENDED);
    assertThat(scraped()).isEmpty();
  }
}
