package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ships for Prometheus and Grafana, with a real Prometheus and a daemon that trains. */
final class PrometheusIT {
  private static final Pattern SELECTOR = Pattern.compile("\\b((?:alexnet|jvm)_\\w+)(\\{[^}]*})?");
  private static final Pattern LISTENING =
      Pattern.compile("Listening on\".* address=(127\\.0\\.0\\.1:\\d+)");
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

  @TempDir private Path scratch;
  private final HttpClient client = HttpClient.newHttpClient();
  private String prometheus = "";

  @BeforeEach
  void copyWhatShips() throws Exception {
    Installed.require("prometheus", "prometheus");
    Installed.require("promtool", "prometheus");
    for (String file : List.of("alexnet.rules.yml", "alexnet.rules.test.yml")) {
      Files.copy(Deployment.ROOT.resolve("deploy/prometheus").resolve(file), scratch.resolve(file));
    }
  }

  private void promtool(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(words));
    Installed.run(new ProcessBuilder(command).directory(scratch.toFile()));
  }

  @Test
  void rulesAreAcceptedAndFireOnWhatTheyShould() throws Exception {
    promtool("check", "rules", "alexnet.rules.yml");
    promtool("test", "rules", "alexnet.rules.test.yml");
    JsonNode rules = Deployment.yaml("deploy/prometheus/alexnet.rules.yml").at("/groups/0/rules");
    String tests = Deployment.text("deploy/prometheus/alexnet.rules.test.yml");
    assertThat(rules.findValuesAsText("alert"))
        .isNotEmpty()
        .allSatisfy(alert -> assertThat(tests).as("tested").contains("alertname: " + alert + "\n"));
  }

  @Test
  void everyFigureThatIsNamedIsScrapedFromADaemonThatTrains() throws Exception {
    Path token = scratch.resolve("viewer-token");
    try (RunningDaemon daemon = new RunningDaemon(scratch, scratch.resolve("runs"))) {
      daemon.order("scraped", 1000);
      Files.writeString(token, daemon.token("viewer"));
      configure(daemon.address(), token);
      promtool("check", "config", "prometheus.yml");
      Process process = start();
      try {
        prometheus = listening(process);
        await(
            "/targets", answer -> answer.at("/data/activeTargets/0/health").asText().equals("up"));
        for (String selector : selectors()) {
          awaitAny("count(" + selector + ")");
        }
        boardShowsSomething();
        await(
            "/rules",
            answer ->
                answer.at("/data/groups/0/rules").findValuesAsText("health").stream()
                    .allMatch("ok"::equals));
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** What ships, but for the daemon's address, where the token lies, and a shorter interval. */
  private void configure(URI daemon, Path token) throws IOException {
    String shipped = Deployment.text("deploy/prometheus/prometheus.yml");
    String here =
        shipped
            .replace("trainer:8600", daemon.getAuthority())
            .replace("/run/secrets/viewer-token", token.toString())
            .replace("_interval: 15s", "_interval: 1s");
    assertThat(here.lines().filter(line -> !shipped.contains(line))).as("lines changed").hasSize(4);
    Files.writeString(scratch.resolve("prometheus.yml"), here);
  }

  /** As compose starts it, but for its directories and its port, which the system chooses. */
  private Process start() throws IOException {
    List<String> command = new ArrayList<>(List.of("prometheus"));
    Deployment.compose()
        .at("/services/prometheus/command")
        .forEach(
            word ->
                command.add(
                    word.asText()
                        .replace("/etc/prometheus", scratch.toString())
                        .replace("=/var/lib/alexnet", "=" + scratch.resolve("data"))));
    command.add("--web.listen-address=127.0.0.1:0");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve("prometheus.log").toFile())
        .start();
  }

  /** Waits until it says where it listens. */
  private String listening(Process process) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Shipped.MOST_SECONDS);
    while (true) {
      String log = Files.readString(scratch.resolve("prometheus.log"));
      Matcher matcher = LISTENING.matcher(log);
      if (matcher.find()) {
        return "http://%s/api/v1".formatted(matcher.group(1));
      }
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("ended: %s", log).isFalse();
      assertThat(System.nanoTime()).as("hangs: %s", log).isLessThan(end);
    }
  }

  private JsonNode await(String path, Predicate<JsonNode> wanted) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Shipped.MOST_SECONDS);
    JsonNode answer = ask(path);
    while (!wanted.test(answer)) {
      assertThat(System.nanoTime())
          .as("%s: %s; %s", path, answer, Files.readString(scratch.resolve("prometheus.log")))
          .isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
      answer = ask(path);
    }
    return answer;
  }

  private JsonNode ask(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(prometheus + path)).build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      // While it starts it says so in words.
      return answer.statusCode() == 503
          ? MissingNode.getInstance()
          : new ObjectMapper().readTree(answer.body());
    } catch (ConnectException e) {
      return MissingNode.getInstance();
    }
  }

  private JsonNode awaitAny(String expression) throws Exception {
    String query = "/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return await(query, answer -> answer.at("/data/result").size() > 0).at("/data/result");
  }

  private static List<String> expressions() throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(Deployment.yaml("deploy/prometheus/alexnet.rules.yml").findValuesAsText("expr"));
    all.addAll(board().findValuesAsText("expr"));
    return all.stream().map(expression -> expression.replace("$instance", ".+")).toList();
  }

  private static JsonNode board() throws IOException {
    return Deployment.json("deploy/grafana/dashboards/alexnet.json");
  }

  /** Every series that rules and board name; of a choice of label values each one. */
  private static Set<String> selectors() throws IOException {
    Set<String> selectors = new TreeSet<>();
    for (String expression : expressions()) {
      Matcher matcher = SELECTOR.matcher(expression);
      while (matcher.find()) {
        selectors.addAll(eachChoice(matcher.group()));
      }
    }
    assertThat(selectors).hasSizeGreaterThan(20);
    return selectors;
  }

  private static List<String> eachChoice(String selector) {
    Matcher choice = Pattern.compile("=~\"([\\w-]+(?:\\|[\\w-]+)+)\"").matcher(selector);
    if (!choice.find()) {
      return List.of(selector);
    }
    MatchResult found = choice.toMatchResult();
    return List.of(found.group(1).split("\\|")).stream()
        .map(value -> choice.replaceFirst("=\"" + value + "\""))
        .toList();
  }

  /** Every query of the board has an answer, with the labels that its legend names. */
  private void boardShowsSomething() throws Exception {
    for (JsonNode panel : board().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String expression = target.path("expr").asText().replace("$instance", ".+");
        if (!expression.startsWith("ALERTS")) {
          JsonNode first = awaitAny(expression).get(0);
          LABEL
              .matcher(target.path("legendFormat").asText())
              .results()
              .forEach(
                  label ->
                      assertThat(first.path("metric").has(label.group(1)))
                          .as("%s of %s", label.group(1), expression)
                          .isTrue());
        }
      }
    }
  }
}
