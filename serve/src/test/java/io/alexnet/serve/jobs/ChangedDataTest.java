package io.alexnet.serve.jobs;

import static io.alexnet.serve.TrainingData.await;
import static io.alexnet.serve.TrainingData.awaitStatus;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that grew after a run was trained on it. */
final class ChangedDataTest {
  @TempDir private Path data = Path.of("");
  @TempDir private Path runs = Path.of("");

  @Test
  void oneImageMoreLetsNoTrainingImageBeMeasured() throws Exception {
    TrainingData.write(data);
    try (Served served = Served.start(runs, "alexnet.serve.data-roots", data.toString())) {
      served.ask(
          "POST",
          "/api/v1/runs",
          TrainingData.order("grown", 1).replace("\"photos\"", "\"photos/train\""));
      awaitStatus(served, "grown", "ended");
      Path ring = data.resolve("photos/train/ring");
      Files.copy(ring.resolve("0001.jpg"), ring.resolve("one-more.jpg"));

      JsonNode job =
          parse(
              served.ask("POST", "/api/v1/evaluations", "{\"run\":\"grown\",\"views\":1}").body());
      JsonNode done =
          await(
              served,
              "/api/v1/evaluations/" + job.get("id"),
              answer -> !answer.get("status").asText().matches("queued|running"));
      assertThat(done.get("status").asText()).as("%s", done).isEqualTo("done");
      // Ten were held out; the new one may be by its name.
      assertThat(done.get("total").asInt()).isBetween(10, 11);
      assertThat(done.get("split").asText()).contains("held out");

      JsonNode worst =
          await(
              served,
              "/api/v1/runs/grown/images/worst",
              answer -> answer.path("status").asText().equals("done"));
      assertThat(worst.get("validation_images").asInt()).isBetween(10, 11);
    }
  }
}
