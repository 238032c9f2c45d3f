package io.alexnet.serve.api;

import static io.alexnet.serve.TrainingData.awaitStatus;
import static io.alexnet.serve.TrainingData.order;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.DurableFiles;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that is disturbed while it trains, and what comes of the training. The disturbance lasts
 * as long as the property alexnet.attack.duration says, such as PT10M.
 *
 * <p>Which test holds it to which attack is told in docs/daemon.md.
 */
final class UnderAttackTest {
  private static final Duration ATTACK =
      Duration.parse(System.getProperty("alexnet.attack.duration", "PT6S"));

  @TempDir private Path data;
  @TempDir private Path runs;
  private Served served;

  @BeforeEach
  void start() throws IOException {
    TrainingData.write(data);
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private String model(String run) throws IOException {
    return DurableFiles.sha256(runs.resolve(run).resolve("checkpoints/last/model.safetensors"));
  }

  private JsonNode evaluated(String order) throws Exception {
    HttpResponse<String> ordered = served.ask("POST", "/api/v1/evaluations", order);
    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
    return TrainingData.await(
        served,
        ordered.headers().firstValue("Location").orElseThrow(),
        job -> List.of("done", "failed").contains(job.get("status").asText()));
  }

  @Test
  void theWeightsAreThoseOfAnUndisturbedRun() throws Exception {
    served.ask("POST", "/api/v1/runs", order("other", 1));
    awaitStatus(served, "other", "ended");
    served.ask("POST", "/api/v1/runs", order("attacked", 100_000));
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        silent.add(neverReads("/api/v1/runs/attacked/events"));
        silent.add(neverReads("/api/v1/runs/attacked/jour"));
        silent.add(neverEnds("GET /health/liveness HTTP/1.1\r\nHost: local"));
        silent.add(neverEnds("POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9"));
      }
      TrainingData.await(served, "/api/v1/runs/attacked", view -> view.path("step").asLong() > 0);
      long end = System.nanoTime() + ATTACK.toNanos();
      for (int round = 0; System.nanoTime() < end; round++) {
        disturb(round);
      }
      JsonNode job = evaluated("{\"run\":\"other\",\"checkpoint\":\"last\"}");
      assertThat(job.get("status").asText()).as(job.toString()).isEqualTo("done");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    served.ask("POST", "/api/v1/runs", order("undisturbed", endSoon("attacked")));
    awaitEnd("attacked");
    awaitEnd("undisturbed");
    assertThat(model("attacked")).isEqualTo(model("undisturbed"));
  }

  /** Has a run end with one of its next epochs; with which. */
  private int endSoon(String run) throws Exception {
    int last = parse(served.get("/api/v1/runs/" + run).body()).at("/latest/epoch").asInt() + 5;
    HttpResponse<String> answer =
        served.ask("PATCH", "/api/v1/runs/" + run + "/settings", "{\"epochs\":%d}".formatted(last));
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return last;
  }

  private void awaitEnd(String run) throws Exception {
    long end = System.nanoTime() + ATTACK.plus(Served.HANG).toNanos();
    while (!status(run).equals("ended")) {
      assertThat(System.nanoTime()).as(run + " is " + status(run)).isLessThan(end);
    }
  }

  private String status(String run) throws Exception {
    return parse(served.get("/api/v1/runs/" + run).body()).get("status").asText();
  }

  /** Asks with the right token and leaves the answer where it is. */
  private Socket neverReads(String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port());
    String request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(path, served.token("viewer"));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /** Begins to ask and says no more. */
  private Socket neverEnds(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private void disturb(int round) throws Exception {
    served.ask("POST", "/api/v1/runs/attacked/pause", "");
    served.ask("POST", "/api/v1/runs/attacked/snapshot", "");
    served.ask("POST", "/api/v1/runs/attacked/activate", "");
    served.ask("POST", "/api/v1/runs", order("attacked", 1));
    served.ask("PATCH", "/api/v1/runs/attacked/settings", "{\"learning_rate\":-1}");
    served.get("/prometheus");
    served.get("/api/v1/runs/attacked/metrics");
    served.status("DELETE /api/v1/runs/attacked HTTP/1.1", List.of("Host: evil.example"));
    served.status(
        "POST /api/v1/runs/attacked/cancel HTTP/1.1", List.of("Host: localhost", "Origin: null"));
    served.get("/api/v1/" + "x".repeat(round % 2000));
    if (round % 10 == 0) {
      served.ask("POST", "/api/v1/evaluations", "{\"run\":\"other\",\"views\":1}");
    }
    if (round % 40 == 0) {
      // As large as may be, and no picture.
      assertThat(predict("/api/v1/predict?run=other", new byte[16 << 20]).statusCode())
          .isEqualTo(422);
    }
  }

  @Test
  void aCheckpointIsEvaluatedAndSaysWhatPicturesShow() throws Exception {
    served.ask("POST", "/api/v1/runs", order("e", 1));
    awaitStatus(served, "e", "ended");
    JsonNode job = evaluated("{\"run\":\"e\"}");
    assertThat(job.get("status").asText()).as(job.toString()).isEqualTo("done");
    assertThat(job.get("views").asInt()).isEqualTo(10);
    double error = job.get("top1_error").asDouble();
    assertThat(error)
        .isBetween(
            job.at("/top1_interval/low").asDouble(), job.at("/top1_interval/high").asDouble());
    assertThat(job.get("images").asInt()).isPositive();
    Path picture;
    try (Stream<Path> files = Files.walk(data.resolve("photos"))) {
      picture = files.filter(f -> f.toString().endsWith("0003.jpg")).findFirst().orElseThrow();
    }
    HttpResponse<String> answer = predict("/api/v1/predict?run=e", Files.readAllBytes(picture));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode best = parse(answer.body()).get("top5");
    assertThat(best).hasSize(5);
    assertThat(best.at("/0/probability").asDouble())
        .isGreaterThanOrEqualTo(best.at("/1/probability").asDouble());
    HttpResponse<String> form = predictForm("file", Files.readAllBytes(picture));
    assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
    assertThat(parse(form.body())).as("a form's file").isEqualTo(parse(answer.body()));
    assertThat(predictForm("other", Files.readAllBytes(picture)).statusCode()).isEqualTo(400);
    assertThat(predictForm("file", new byte[17 << 20]).statusCode()).isEqualTo(413);
    assertThat(predictForm("file", new byte[] {1, 2, 3}).statusCode()).isEqualTo(422);
    assertThat(predictForm("file", new byte[0]).statusCode()).isIn(400, 422);
    HttpResponse<String> unreadable = predict("/api/v1/predict?run=e", new byte[] {1, 2, 3});
    assertThat(unreadable.statusCode()).isEqualTo(422);
    assertThat(unreadable.body()).contains("the image cannot be read: ");
    assertThat(predict("/api/v1/predict?run=none", new byte[] {1}).statusCode()).isEqualTo(404);
    assertThat(predict("/api/v1/predict?run=e&views=3", new byte[] {1}).statusCode())
        .isEqualTo(400);
    assertThat(predict("/api/v1/predict?run=e", new byte[17 << 20]).statusCode()).isEqualTo(413);
    assertThat(served.ask("POST", "/api/v1/predict?run=e", "{}").statusCode()).isEqualTo(415);
  }

  private HttpResponse<String> predictForm(String field, byte[] file) throws Exception {
    String head =
        "--x\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a.jpg\"\r\n"
                .formatted(field)
            + "Content-Type: image/jpeg\r\n\r\n";
    return served.send(
        served
            .request("GET", "/api/v1/predict?run=e", "", served.token("operator"))
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(
                BodyPublishers.ofByteArrays(
                    List.of(
                        head.getBytes(StandardCharsets.US_ASCII),
                        file,
                        "\r\n--x--\r\n".getBytes(StandardCharsets.US_ASCII))))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void aFormFromAPageNeedsTheTokenToo() throws Exception {
    String form = "Content-Type: multipart/form-data; boundary=x";
    String line = "POST /api/v1/predict?run=e HTTP/1.1";
    assertThat(served.status(line, List.of("Host: localhost", form))).isEqualTo(401);
    assertThat(served.status(line, List.of("Host: localhost", "Origin: http://evil.example", form)))
        .isEqualTo(403);
  }

  private HttpResponse<String> predict(String path, byte[] picture) throws Exception {
    return served.send(
        served
            .request("GET", path, "", served.token("operator"))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(picture))
            .build(),
        BodyHandlers.ofString());
  }
}
