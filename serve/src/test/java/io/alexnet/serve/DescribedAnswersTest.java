package io.alexnet.serve;

import static io.alexnet.serve.TrainingData.await;
import static io.alexnet.serve.TrainingData.order;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.serve.Description.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers are as openapi.yml describes them, and what it rules out is refused. Besides, every
 * answer to {@link Served#ask} is held to it, in whatever test.
 */
final class DescribedAnswersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Description DESCRIPTION = Description.read();

  @TempDir private static Path data;
  @TempDir private static Path runs;
  private static Served served;

  @BeforeAll
  static void start() throws IOException {
    TrainingData.write(data);
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void whatItRulesOutIsRefused() throws Exception {
    int refused = 0;
    for (Operation operation : DESCRIPTION.operations()) {
      JsonNode content = operation.node().at("/requestBody/content/application~1json");
      // Micronaut's own leaves alone what it does not know.
      if (content.isMissingNode() || operation.path().startsWith("/loggers")) {
        continue;
      }
      for (JsonNode body : broken(content.get("example"))) {
        if (!DESCRIPTION.errors(content.get("schema"), body).isEmpty()) {
          String path = operation.path().replace("{name}", "none").replace("{checkpoint}", "last");
          HttpResponse<String> answer = served.ask(operation.method(), path, body.toString());
          assertThat(answer.statusCode()).as("%s %s", path, body).isIn(400, 404, 422);
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(30);
    assertThat(parse(served.get("/api/v1/runs").body()).at("/runs").findValuesAsText("name"))
        .doesNotContain("first", "first-again");
  }

  /** A body with each of its fields missing, of another type, out of range; and with one more. */
  private static List<JsonNode> broken(JsonNode example) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    all.add(JSON.createArrayNode());
    all.add(((ObjectNode) example.deepCopy()).put("unknown", 1));
    for (String field : Description.names(example)) {
      ObjectNode without = example.deepCopy();
      without.remove(field);
      all.add(without);
      for (String other :
          List.of("-1", "1.5", "\"\"", "\"A b\"", "true", "[]", "null", "{\"x\":1}")) {
        all.add(((ObjectNode) example.deepCopy()).set(field, JSON.readTree(other)));
      }
    }
    return all;
  }

  @Test
  void everyOperationAnswersAsDescribed() throws Exception {
    did("POST", "/api/v1/runs", order("c", 1000));
    await(served, "/api/v1/runs/c", view -> view.has("latest"));
    try (BufferedReader events = listen()) {
      did("PATCH", "/api/v1/runs/c/settings", "{\"learning_rate\":0.005}");
      hear(events, Set.of("alive", "step", "epoch", "state", "journal"));
    }
    did("POST", "/api/v1/runs/c/snapshot", "");
    did("POST", "/api/v1/runs/c/pause", "");
    await(served, "/api/v1/runs/c", view -> view.path("state").asText().equals("paused"));
    for (String path :
        List.of("", "/journal", "/journal?limit=1", "/quarantine", "/metrics", "/checkpoints")) {
      did("GET", "/api/v1/runs/c" + path, "");
    }
    for (String path : List.of("/filters.png", "/preview.png?checkpoint=last")) {
      did("GET", "/api/v1/runs/c/images" + path, "");
    }
    worst();
    for (String verb : List.of("pin", "unpin", "rollback")) {
      did("POST", "/api/v1/runs/c/checkpoints/last/" + verb, "");
    }
    did("POST", "/api/v1/runs/c/checkpoints/last/fork", "{\"name\":\"c2\"}");
    did("POST", "/api/v1/runs/c2/cancel", "");
    evaluate();
    predict();
    did("POST", "/api/v1/runs/c/activate", "");
    did("POST", "/api/v1/runs/c/cancel", "");
    for (String path :
        List.of(
            "/api/v1",
            "/api/v1/role",
            "/openapi.yml",
            "/api/v1/runs",
            "/health",
            "/health/liveness",
            "/health/readiness",
            "/info",
            "/metrics",
            "/metrics/jvm.memory.used?tag=area:heap",
            "/prometheus",
            "/loggers",
            "/loggers/ROOT")) {
      did("GET", path, "");
    }
    served.ask("admin", "POST", "/loggers/none", "{\"configuredLevel\":\"WARN\"}");
    Set<String> asked = new TreeSet<>(served.asked());
    // Asked for not as a text, and looked at above.
    asked.addAll(List.of("listen", "predict"));
    assertThat(asked)
        .isEqualTo(
            DESCRIPTION.operations().stream()
                .map(Operation::id)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static JsonNode did(String method, String path, String body) throws Exception {
    HttpResponse<String> answer = served.ask(method, path, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isLessThan(300);
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return type.equals("application/json") ? parse(answer.body()) : JSON.missingNode();
  }

  private static BufferedReader listen() throws Exception {
    HttpResponse<InputStream> stream =
        served.send(
            served.request("GET", "/api/v1/runs/c/events", "", served.token("viewer")).build(),
            BodyHandlers.ofInputStream());
    assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  /** Reads until there was one of each, and holds every one to its schema. */
  private static void hear(BufferedReader events, Set<String> wanted) throws IOException {
    JsonNode schemas =
        DESCRIPTION
            .document()
            .at("/paths/~1api~1v1~1runs~1{name}~1events/get/responses/200/content")
            .at("/text~1event-stream/x-events");
    Set<String> missing = new HashSet<>(wanted);
    String type = "";
    while (!missing.isEmpty()) {
      String line = events.readLine();
      if (line.startsWith("event: ")) {
        type = line.substring(7);
        missing.remove(type);
      }
      if (line.startsWith("data: ")) {
        assertThat(schemas.has(type)).as(type).isTrue();
        assertThat(DESCRIPTION.errors(schemas.get(type), parse(line.substring(6))))
            .as(line)
            .isEmpty();
      }
    }
  }

  private static void evaluate() throws Exception {
    did("POST", "/api/v1/evaluations", "{\"run\":\"c\",\"checkpoint\":\"last\",\"views\":1}");
    await(served, "/api/v1/evaluations/1", job -> job.get("status").asText().equals("done"));
    did("GET", "/api/v1/evaluations", "");
  }

  private static void worst() throws Exception {
    String list = "/api/v1/runs/c/images/worst";
    await(
        served, list + "?checkpoint=last", answer -> answer.get("status").asText().equals("done"));
    // There is no picture of mistakes where there are none.
    assertThat(served.ask("GET", list + ".png?checkpoint=last", "").statusCode()).isIn(200, 409);
  }

  private static void predict() throws Exception {
    Path picture;
    try (Stream<Path> files = Files.walk(data.resolve("photos"))) {
      picture = files.filter(f -> f.toString().endsWith("0003.jpg")).findFirst().orElseThrow();
    }
    HttpResponse<String> answer =
        served.send(
            served
                .request("GET", "/api/v1/predict?run=c", "", served.token("operator"))
                .header("Content-Type", "image/jpeg")
                .POST(BodyPublishers.ofFile(picture))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    DESCRIPTION.require("", answer);
  }
}
