package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A daemon as a process of its own, its words in files, killed when it is closed. */
final class RunningDaemon implements AutoCloseable {
  private static final Pattern SERVING =
      Pattern.compile("serving on (http://127\\.0\\.0\\.1:\\d+), tokens in ([^\"\\n]+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path out;
  private final Path err;
  private final URI address;
  private final Path tokens;

  /**
   * Starts it with the variables of the compose file, but for its directories and its address, and
   * waits until it answers; its data root holds {@link Trained#STORE}.
   *
   * @param scratch for its words
   * @param more arguments
   */
  RunningDaemon(Path scratch, Path runs, Object... more) throws IOException, InterruptedException {
    out = Files.createTempFile(scratch, "serve", ".out");
    err = Files.createTempFile(scratch, "serve", ".err");
    Path root = Objects.requireNonNull(Trained.STORE.toAbsolutePath().getParent());
    List<Object> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
    arguments.addAll(List.of(more));
    ProcessBuilder builder = Shipped.command(arguments.toArray());
    Deployment.compose()
        .at("/services/trainer/environment")
        .properties()
        .forEach(each -> builder.environment().put(each.getKey(), each.getValue().asText()));
    builder.environment().put("ALEXNET_SERVE_RUNS", runs.toString());
    builder.environment().put("ALEXNET_SERVE_DATA_ROOTS", root.toString());
    builder.environment().put("ALEXNET_SERVE_HOST", "127.0.0.1");
    builder.environment().put("ALEXNET_SERVE_TOKEN_FILE", runs.resolve(".tokens").toString());
    process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    Matcher serving = awaitServing();
    address = URI.create(serving.group(1));
    tokens = Path.of(serving.group(2));
  }

  private Matcher awaitServing() throws IOException, InterruptedException {
    Matcher serving = SERVING.matcher(Files.readString(out));
    for (long end = deadline(); !serving.find(); serving = SERVING.matcher(Files.readString(out))) {
      assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as("ended: %s", err()).isFalse();
      assertThat(System.nanoTime()).as("hangs: %s", err()).isLessThan(end);
    }
    return serving;
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(Shipped.MOST_SECONDS);
  }

  URI address() {
    return address;
  }

  /** Orders a run of the sample pictures, so patient that the schedule does not end it. */
  void order(String name, int epochs) throws IOException, InterruptedException {
    ask(
        "",
        """
        {"name":"%s","data":"%s","preset":"mini",
         "settings":{"optimiser":{"epochs":%d,"batch_size":16,"patience":100000}}}\
        """
            .formatted(name, Trained.STORE.getFileName(), epochs));
  }

  JsonNode run(String name) throws IOException, InterruptedException {
    return ask("/" + name, "");
  }

  private JsonNode ask(String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/api/v1/runs" + path))
            .header("Authorization", "Bearer " + token("operator"))
            .header("Content-Type", "application/json");
    HttpRequest asked =
        body.isEmpty() ? request.build() : request.POST(BodyPublishers.ofString(body)).build();
    HttpResponse<String> answer = client.send(asked, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return new ObjectMapper().readTree(answer.body());
  }

  String token(String role) throws IOException {
    return Files.readAllLines(tokens).stream()
        .filter(line -> line.startsWith(role + " "))
        .map(line -> line.substring(role.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Waits until a run has come so far.
   *
   * @return how far it is
   */
  long awaitStep(String run, long step) throws IOException, InterruptedException {
    long end = deadline();
    long now = -1;
    while (now < step) {
      assertThat(System.nanoTime()).as("step %d by now: %s", now, err()).isLessThan(end);
      now = run(run).get("step").asLong();
    }
    return now;
  }

  /** Waits until a run has come to its end. */
  void awaitEnd(String run) throws IOException, InterruptedException {
    for (long end = deadline(); !run(run).path("status").asText().equals("ended"); ) {
      assertThat(System.nanoTime()).as("still %s", run(run)).isLessThan(end);
    }
  }

  /** Asks it to end and waits until it has. */
  void terminate() throws IOException, InterruptedException {
    RunningTraining.signal(process.pid(), "TERM");
    assertThat(process.waitFor(Shipped.MOST_SECONDS, TimeUnit.SECONDS))
        .as("ends: %s", err())
        .isTrue();
    assertThat(process.exitValue()).as("exit code: %s", err()).isEqualTo(143);
  }

  List<String> out() throws IOException {
    return Files.readAllLines(out);
  }

  List<String> err() throws IOException {
    return Files.readAllLines(err);
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
