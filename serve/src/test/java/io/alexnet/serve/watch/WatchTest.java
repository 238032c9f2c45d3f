package io.alexnet.serve.watch;

import static io.alexnet.serve.TrainingData.order;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes and Prometheus see of a daemon that trains. */
final class WatchTest {
  @TempDir private Path data;
  @TempDir private Path runs;

  @Test
  void healthAndMetersSayWhatTheRunDoes() throws Exception {
    TrainingData.write(data);
    try (Served served = Served.start(runs, "alexnet.serve.data-roots", data.toString())) {
      assertThat(served.get("/prometheus").body())
          .contains("alexnet_state{state=\"running\"} 0.0", "alexnet_train_loss NaN");
      served.ask("POST", "/api/v1/runs", order("watched", 1000));
      TrainingData.await(
          served,
          "/api/v1/runs/watched",
          view -> view.path("step").asLong() > 6 && view.has("latest"));
      served.ask("POST", "/api/v1/runs/watched/pause", "");
      TrainingData.await(
          served, "/api/v1/runs/watched", view -> view.path("state").asText().equals("paused"));
      String meters = served.get("/prometheus").body();
      assertThat(meters)
          .contains(
              "alexnet_state{state=\"paused\"} 1.0",
              "alexnet_state{state=\"running\"} 0.0",
              "alexnet_runs{status=\"paused\"} 1.0",
              "alexnet_learning_rate{group=\"weights\"} 0.01",
              "alexnet_eval_error_ratio{k=\"1\",views=\"1\"}",
              "alexnet_checkpoint_last_success_timestamp_seconds",
              "alexnet_checkpoint_seconds_count",
              "alexnet_checkpoint_bytes",
              "alexnet_queue_depth{stage=\"train\"}",
              "alexnet_update_ratio{layer=\"conv1\"}",
              "alexnet_dead_units_ratio{layer=\"conv1\"} 0.0",
              "alexnet_stuck 0.0",
              "jvm_memory_used_bytes",
              "http_server_requests_seconds")
          .doesNotContain(served.token("operator"))
          .doesNotContain("alexnet_train_loss NaN");
      assertThat(value(meters, "alexnet_gradient_norm")).isPositive();
      // Its name is on one line, which goes with it.
      assertThat(meters.lines().filter(line -> line.contains("watched")))
          .singleElement()
          .asString()
          .matches(
              "alexnet_run_info\\{dataset_sha=\"[0-9a-f]{64}\",git=\"%s\",preset=\"mini\",run=\"watched\"} 1"
                  .formatted(BuiltFrom.commit()));
      for (String path : new String[] {"/health", "/health/readiness"}) {
        JsonNode details = parse(served.get(path).body()).get("details");
        assertThat(details.fieldNames())
            .toIterable()
            .as(path)
            .contains("training", "pipeline", "checkpointStorage", "diskSpace");
        assertThat(details.at("/training/status").asText()).isEqualTo("UP");
        assertThat(details.at("/training/details/state").asText()).isEqualTo("paused");
        assertThat(details.at("/pipeline/details/verdict").asText()).isNotEmpty();
      }
    }
  }

  /** One of the images is broken. */
  @Test
  void countersGoOnFromRunToRun() throws Exception {
    TrainingData.write(data);
    try (Served served = Served.start(runs, "alexnet.serve.data-roots", data.toString())) {
      assertThat(value(served, "alexnet_events_total{event=\"diverged\"}")).isZero();
      served.ask("POST", "/api/v1/runs", order("first", 4));
      TrainingData.awaitStatus(served, "first", "ended");
      assertThat(value(served, "alexnet_steps_total")).isEqualTo(20);
      assertThat(value(served, "alexnet_step_seconds_count")).isEqualTo(20);
      assertThat(value(served, "alexnet_images_total{stage=\"train\"}")).isEqualTo(320);
      assertThat(value(served, "alexnet_images_total{stage=\"augment\"}")).isEqualTo(320);
      assertThat(value(served, "alexnet_images_skipped_total{reason=\"damaged\"}")).isPositive();
      assertThat(value(served, "alexnet_images_skipped_total{reason=\"unreadable\"}")).isZero();
      assertThat(value(served, "alexnet_checkpoint_seconds_count")).isEqualTo(4);
      double steps = value(served, "alexnet_step_seconds_sum");
      String meters = served.get("/prometheus").body();
      for (String stage : List.of("read", "decode", "rescale", "augment", "train")) {
        double images = value(meters, "alexnet_images_total{stage=\"%s\"}".formatted(stage));
        assertThat(value(meters, "alexnet_stage_seconds_count{stage=\"%s\"}".formatted(stage)))
            .as(stage)
            .isEqualTo(images);
        String of = "alexnet_stage_seconds_bucket{stage=\"%s\",le=".formatted(stage);
        List<Double> counts =
            meters.lines().filter(line -> line.startsWith(of)).map(WatchTest::valueOf).toList();
        assertThat(counts).as(stage).hasSize(15).isSorted().endsWith(images);
      }
      assertThat(
              value(served, "alexnet_stage_seconds_sum{stage=\"train\"}")
                  + value(served, "alexnet_starved_seconds_total"))
          .as("a step trains or waits")
          .isCloseTo(steps, within(1e-6 * steps));
      assertThat(served.get("/prometheus").body())
          .as("nothing is left of a run that ended")
          .doesNotContain(
              "alexnet_run_info{", "alexnet_update_ratio{", "\nalexnet_checkpoint_bytes");

      served.ask(
          "POST",
          "/api/v1/runs",
          order("second", 1000).replace("\"epochs\"", "\"learning_rate\":1000,\"epochs\""));
      TrainingData.awaitStatus(served, "second", "failed");
      assertThat(value(served, "alexnet_events_total{event=\"diverged\"}")).isPositive();
      assertThat(value(served, "alexnet_runs{status=\"failed\"}")).isEqualTo(1);
      assertThat(value(served, "alexnet_steps_total")).isGreaterThanOrEqualTo(20);
      assertThat(value(served, "alexnet_step_seconds_sum")).isGreaterThanOrEqualTo(steps);
    }
  }

  private static double value(Served served, String series) throws Exception {
    return value(served.get("/prometheus").body(), series);
  }

  private static double value(String meters, String series) {
    return meters
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(WatchTest::valueOf)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series));
  }

  private static double valueOf(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void withTooLittleRoomItIsAliveButNotReady() throws Exception {
    try (Served served = Served.start(runs, "alexnet.serve.min-free-disk", "1000000GB")) {
      HttpResponse<String> ready = served.get("/health/readiness");
      assertThat(ready.statusCode()).as(ready.body()).isEqualTo(503);
      assertThat(parse(ready.body()).at("/details/diskSpace/status").asText()).isEqualTo("DOWN");
      assertThat(served.get("/health/liveness").statusCode()).isEqualTo(200);
    }
  }
}
