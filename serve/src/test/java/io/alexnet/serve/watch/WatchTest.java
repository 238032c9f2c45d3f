package io.alexnet.serve.watch;

import static io.alexnet.serve.TrainingData.order;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
              "jvm_memory_used_bytes",
              "http_server_requests_seconds")
          .doesNotContain("watched", served.token("operator"))
          .doesNotContain("alexnet_train_loss NaN");
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
