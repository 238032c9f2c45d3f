package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as it is shipped: started, told to end, killed, started again. */
final class ServeIT {
  private static final int GRACE_SECONDS = 10;
  private static final int DEADLINE_SECONDS = 60;
  private static final Pattern SERVING =
      Pattern.compile("serving on (http://127\\.0\\.0\\.1:\\d+), .*");

  @TempDir private Path scratch;
  private final HttpClient client = HttpClient.newHttpClient();

  private Path runs() {
    return scratch.resolve("runs");
  }

  private Process serve() throws IOException {
    return Shipped.command(
            "serve",
            "--runs",
            runs(),
            "--data-root",
            Objects.requireNonNull(Trained.STORE.toAbsolutePath().getParent()),
            "--port",
            "0")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static URI address(Process daemon) throws IOException {
    BufferedReader words = daemon.inputReader(StandardCharsets.UTF_8);
    Matcher serving = SERVING.matcher(String.valueOf(words.readLine()));
    assertThat(serving.matches()).isTrue();
    return URI.create(serving.group(1));
  }

  private JsonNode ask(URI daemon, String path, String body) throws Exception {
    String token =
        Files.readAllLines(runs().resolve(".tokens")).stream()
            .filter(line -> line.startsWith("operator "))
            .map(line -> line.substring(9))
            .findFirst()
            .orElseThrow();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(daemon.resolve("/api/v1/runs" + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    HttpRequest asked =
        body.isEmpty() ? request.build() : request.POST(BodyPublishers.ofString(body)).build();
    HttpResponse<String> answer = client.send(asked, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return new ObjectMapper().readTree(answer.body());
  }

  private long awaitStep(URI daemon, long step) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    long now = -1;
    while (now < step) {
      assertThat(System.nanoTime()).as("step %d by now", now).isLessThan(deadline);
      now = ask(daemon, "/one", "").get("step").asLong();
    }
    return now;
  }

  @Test
  void toldToEndOrKilledItGoesOnWhereItWas() throws Exception {
    Process first = serve();
    Process second = null;
    Process third = null;
    try {
      URI daemon = address(first);
      String order =
          """
          {"name":"one","data":"%s","preset":"mini",
           "settings":{"optimiser":{"epochs":1000,"batch_size":16,"patience":100000}}}\
          """
              .formatted(Trained.STORE.getFileName());
      assertThat(ask(daemon, "", order).get("status").asText()).isIn("queued", "running");
      long step = awaitStep(daemon, 1);
      new ProcessBuilder("kill", "-TERM", Long.toString(first.pid())).start().waitFor();
      assertThat(first.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)).as("ends in time").isTrue();
      assertThat(first.exitValue()).isEqualTo(143);

      second = serve();
      awaitStep(address(second), step + 1);
      second.destroyForcibly().waitFor();

      third = serve();
      awaitStep(address(third), 1);
      String journal = Files.readString(runs().resolve("one/journal.jsonl"));
      assertThat(journal.lines().filter(line -> line.contains("\"resumed\""))).hasSize(2);
    } finally {
      first.destroyForcibly();
      if (second != null) {
        second.destroyForcibly();
      }
      if (third != null) {
        third.destroyForcibly();
      }
    }
  }

  @Test
  void anAddressThatOthersReachRefusesToStart() throws Exception {
    assertThat(Shipped.run("serve", "--runs", runs(), "--host", "0.0.0.0").requireExitCode(1).err())
        .anyMatch(line -> line.contains("can be reached from other machines"));
  }
}
