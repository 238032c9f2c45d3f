package io.alexnet.serve.api;

import static io.alexnet.serve.TrainingData.await;
import static io.alexnet.serve.TrainingData.awaitStatus;
import static io.alexnet.serve.TrainingData.order;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs of a real daemon, steered over HTTP. */
final class RunsTest {
  private static final int LONG = 1000;

  @TempDir private static Path data;
  @TempDir private Path runs;
  private Served served;

  @BeforeAll
  static void write() throws IOException {
    TrainingData.write(data);
  }

  @BeforeEach
  void start() {
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private JsonNode json(String method, String path, String body, int status) throws Exception {
    HttpResponse<String> answer = served.ask(method, "/api/v1/runs" + path, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return parse(answer.body());
  }

  private JsonNode awaitStep(String run, long step) throws Exception {
    return await(served, "/api/v1/runs/" + run, view -> view.path("step").asLong() >= step);
  }

  /** Changes settings. Returns the journal's line of it, which may be longer in coming. */
  private JsonNode changed(String run, String settings) throws Exception {
    long before = changes(run).size();
    HttpResponse<String> answer =
        served.ask("PATCH", "/api/v1/runs/" + run + "/settings", settings);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    if (answer.statusCode() == 200) {
      return parse(answer.body());
    }
    await(
        served,
        "/api/v1/runs/" + run + "/journal",
        lines ->
            lines.findValuesAsText("event").stream().filter("changed"::equals).count() > before);
    return changes(run).get((int) before);
  }

  private List<JsonNode> changes(String run) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    json("GET", "/" + run + "/journal", "", 200).get("items").forEach(lines::add);
    lines.removeIf(line -> !line.get("event").asText().equals("changed"));
    return lines;
  }

  private List<String> journal(String run) throws Exception {
    List<String> events = new ArrayList<>();
    json("GET", "/" + run + "/journal", "", 200)
        .get("items")
        .forEach(line -> events.add(line.get("event").asText()));
    return events;
  }

  @Test
  void aRunTrainsToItsEndAndSaysWhatCameOfIt() throws Exception {
    JsonNode ordered = json("POST", "", order("first", 2), 201);
    assertThat(ordered.get("settings").at("/optimiser/epochs").asInt()).isEqualTo(2);
    JsonNode ended = awaitStatus(served, "first", "ended");
    assertThat(ended.get("step").asLong()).isEqualTo(10);
    JsonNode metrics = json("GET", "/first/metrics?since=5", "", 200);
    assertThat(metrics.get("epochs")).hasSize(1);
    assertThat(metrics.at("/epochs/0/val_top1_error").asDouble(-1)).isBetween(0.0, 1.0);
    JsonNode checkpoints = json("GET", "/first/checkpoints", "", 200).get("checkpoints");
    assertThat(checkpoints.get(checkpoints.size() - 1).get("name").asText())
        .isEqualTo("002-00000010");
    assertThat(journal("first")).startsWith("started").endsWith("ended");
    assertThat(json("GET", "", "", 200).get("runs")).hasSize(1);
    assertThat(json("GET", "/first/quarantine", "", 200).at("/items/0/file").asText())
        .endsWith("cut-short.jpg");
    JsonNode page = json("GET", "/first/journal?limit=1", "", 200);
    assertThat(page.get("items")).hasSize(1);
    assertThat(
            json(
                    "GET",
                    "/first/journal?page_token=" + page.get("next_page_token").asText(),
                    "",
                    200)
                .get("items"))
        .hasSize(journal("first").size() - 1);
    json("POST", "/first/activate", "", 409);
    json("POST", "/first/snapshot", "", 409);
    json("PATCH", "/first/settings", "{\"learning_rate\":0.1}", 409);
  }

  @Test
  void oneTrainsAtATimeInTheOrderOfOrdering() throws Exception {
    json("POST", "", order("b", LONG), 201);
    json("POST", "", order("a", 1), 201);
    awaitStep("b", 1);
    assertThat(json("GET", "/a", "", 200).get("status").asText()).isEqualTo("queued");
    json("POST", "/b/cancel", "", 202);
    awaitStatus(served, "a", "ended");
    assertThat(json("GET", "/b", "", 200).get("status").asText()).isEqualTo("cancelled");
    assertThat(journal("b")).endsWith("cancelled");
  }

  @Test
  void aPausedRunTakesNoStepUntilItIsActivated() throws Exception {
    json("POST", "", order("p", LONG), 201);
    awaitStep("p", 2);
    assertThat(json("POST", "/p/pause", "", 202).get("status").asText()).isEqualTo("paused");
    JsonNode paused =
        await(served, "/api/v1/runs/p", view -> view.path("state").asText().equals("paused"));
    assertThat(json("GET", "/p", "", 200).get("step")).isEqualTo(paused.get("step"));
    assertThat(served.get("/health/liveness").statusCode()).isEqualTo(200);
    json("POST", "/p/snapshot", "", 202);
    await(
        served,
        "/api/v1/runs/p/checkpoints",
        list -> list.findValuesAsText("step").contains(paused.get("step").asText()));
    json("POST", "/p/activate", "", 202);
    awaitStep("p", paused.get("step").asLong() + 2);
    assertThat(journal("p")).containsSubsequence("started", "paused", "saved", "activated");
  }

  @Test
  void settingsChangeFromANamedStepOnAndBack() throws Exception {
    json("POST", "", order("s", LONG), 201);
    awaitStep("s", 1);
    JsonNode entry = changed("s", "{\"learning_rate\":0.002,\"dropout\":0.25}");
    assertThat(entry.get("event").asText()).isEqualTo("changed");
    assertThat(entry.get("by").asText()).isEqualTo("operator");
    long first = entry.get("step").asLong() + 1;
    JsonNode changed =
        await(served, "/api/v1/runs/s", view -> view.at("/latest/step").asLong() >= first);
    assertThat(changed.at("/latest/learning_rate").asDouble()).isEqualTo(0.002);
    JsonNode back = changed("s", entry.get("from").toString());
    assertThat(back.get("to")).isEqualTo(entry.get("from"));
  }

  @Test
  void aRunGoesBackToACheckpointAndForksFromIt() throws Exception {
    json("POST", "", order("r", LONG), 201);
    await(served, "/api/v1/runs/r/checkpoints", list -> list.get("checkpoints").size() >= 2);
    json("POST", "/r/pause", "", 202);
    await(served, "/api/v1/runs/r", view -> view.path("state").asText().equals("paused"));
    JsonNode checkpoints = json("GET", "/r/checkpoints", "", 200).get("checkpoints");
    JsonNode oldest = checkpoints.get(0);
    String path = "/r/checkpoints/" + oldest.get("name").asText();
    assertThat(json("POST", path + "/pin", "", 200).at("/checkpoints/0/pinned").asBoolean())
        .isTrue();
    assertThat(json("POST", path + "/unpin", "", 200).at("/checkpoints/0/pinned").asBoolean())
        .isFalse();
    assertThat(json("POST", path + "/fork", "{\"name\":\"r2\"}", 201).get("step"))
        .isEqualTo(oldest.get("step"));
    json("POST", path + "/rollback", "", 202);
    await(
        served,
        "/api/v1/runs/r/journal",
        lines -> lines.findValuesAsText("event").contains("rolled-back"));
    assertThat(json("GET", "/r", "", 200).get("step")).isEqualTo(oldest.get("step"));
    json("POST", "/r/cancel", "", 202);
    JsonNode fork = awaitStep("r2", oldest.get("step").asLong() + 1);
    assertThat(fork.get("status").asText()).isEqualTo("running");
    assertThat(journal("r2")).startsWith("resumed");
  }

  @Test
  void afterARestartTheQueueIsAsItWasAndWhatTrainedGoesOnToTheSameBits() throws Exception {
    json("POST", "", order("undisturbed", 3), 201);
    awaitStatus(served, "undisturbed", "ended");
    json("POST", "", order("restarted", 3), 201);
    json("POST", "", order("waiting", 1), 201);
    json("POST", "", order("held", 1), 201);
    json("POST", "/held/pause", "", 202);
    awaitStep("restarted", 7);
    served.close();
    assertThat(Files.readString(runs.resolve("restarted/journal.jsonl"))).contains("\"stopped\"");
    start();
    awaitStatus(served, "waiting", "ended");
    assertThat(json("GET", "/restarted", "", 200).get("status").asText()).isEqualTo("ended");
    assertThat(json("GET", "/held", "", 200).get("status").asText()).isEqualTo("paused");
    assertThat(journal("restarted")).contains("resumed");
    assertThat(model("restarted")).isEqualTo(model("undisturbed"));
  }

  private String model(String run) throws IOException {
    return DurableFiles.sha256(runs.resolve(run).resolve("checkpoints/last/model.safetensors"));
  }

  @Test
  void whoListensHearsOfStepsEpochsStatesAndTheJournal() throws Exception {
    json("POST", "", order("e", 2), 201);
    HttpResponse<InputStream> stream =
        served.send(
            served.request("GET", "/api/v1/runs/e/events", "", served.token("viewer")).build(),
            BodyHandlers.ofInputStream());
    List<String> types = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          types.add(line.substring(7));
        }
        if (line.contains("\"ended\"")) {
          break;
        }
      }
    }
    assertThat(types).startsWith("alive").contains("step", "epoch", "state", "journal");
  }

  @Test
  void aLinkAmongTheRunsIsNoRun() throws Exception {
    Files.createSymbolicLink(runs.resolve("linked"), data);
    Files.writeString(data.resolve("order.json"), "{}");
    served.close();
    start();
    json("GET", "/linked", "", 404);
    Files.delete(data.resolve("order.json"));
  }

  @Test
  void aRunOfThatNameOrOneTooManyIsRefused() throws Exception {
    json("POST", "", order("n", LONG), 201);
    json("POST", "", order("n", LONG), 409);
    int refused = 0;
    for (int i = 0; i < 110; i++) {
      refused +=
          served.ask("POST", "/api/v1/runs", order("n" + i, LONG)).statusCode() == 429 ? 1 : 0;
    }
    assertThat(refused).isEqualTo(11);
  }

  @Test
  void aSecondDaemonOnTheSameRunsRefusesToStart() {
    assertThatThrownBy(() -> Served.start(runs)).isInstanceOf(UserException.class);
    assertThat(served.port()).isPositive();
  }

  @Test
  void aRunThatCannotTrainFailsWithTheReasonAndTheNextOneTrains() throws Exception {
    Files.createDirectories(data.resolve("empty/one"));
    json("POST", "", "{\"name\":\"bad\",\"data\":\"empty\",\"preset\":\"mini\"}", 201);
    json("POST", "", order("good", 1), 201);
    JsonNode failed = awaitStatus(served, "bad", "failed");
    assertThat(failed.get("failure").asText()).isNotEmpty().doesNotContain(runs.toString());
    awaitStatus(served, "good", "ended");
  }
}
