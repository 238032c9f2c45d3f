package io.alexnet.train.track;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * A server that keeps MLflow's contract (REST API 2.0, as its documentation has it): experiments
 * and runs by id, a run's metrics as a set, parameters that never change.
 */
final class FakeMlflow implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<String> experiments = new ArrayList<>();
  private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
  private final Map<String, Set<String>> metrics = new LinkedHashMap<>();
  private final List<String> paths = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private final Deque<Integer> failures = new ArrayDeque<>();
  private Runnable beforeAnswer = () -> {};

  /**
   * @param port 0 for any
   */
  FakeMlflow(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/api/2.0/mlflow/", this::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next requests are answered so, whatever they are. */
  synchronized void fail(Integer... statuses) {
    failures.addAll(List.of(statuses));
  }

  /** Done after a request was carried out and before that is said. */
  synchronized void beforeAnswer(Runnable action) {
    beforeAnswer = action;
  }

  synchronized List<String> paths() {
    return List.copyOf(paths);
  }

  synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** The one run there must be. */
  synchronized ObjectNode run() {
    if (runs.size() != 1) {
      throw new AssertionError(runs.size() + " runs");
    }
    return runs.values().iterator().next();
  }

  /** Values of the one run's metric, each "step value", in the order they came. */
  synchronized List<String> metric(String key) throws IOException {
    List<String> values = new ArrayList<>();
    for (String metric : metrics.getOrDefault(run().get("run_id").asText(), Set.of())) {
      JsonNode node = JSON.readTree(metric);
      if (node.get("key").asText().equals(key)) {
        values.add(node.get("step").asText() + " " + node.get("value").asText());
      }
    }
    return values;
  }

  /** Waits until it was told what is wanted. */
  void await(Predicate<FakeMlflow> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    synchronized (this) {
      while (!wanted.test(this)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("it was told no more than " + paths + runs + metrics);
        }
        wait(100);
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("/api/2.0/mlflow/", "");
    byte[] body = exchange.getRequestBody().readAllBytes();
    ObjectNode answer = JSON.createObjectNode();
    int status;
    Runnable before;
    synchronized (this) {
      paths.add(path);
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      status = failures.isEmpty() ? carryOut(exchange, path, body, answer) : failures.remove();
      before = beforeAnswer;
      notifyAll();
    }
    before.run();
    byte[] text = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private int carryOut(HttpExchange exchange, String path, byte[] body, ObjectNode answer)
      throws IOException {
    JsonNode asked = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    return switch (path) {
      case "experiments/get-by-name" ->
          byName(exchange.getRequestURI().getQuery().replaceFirst("experiment_name=", ""), answer);
      case "experiments/create" -> create(asked, answer);
      case "runs/search" -> search(asked, answer);
      case "runs/create" -> createRun(asked, answer);
      case "runs/log-batch" -> log(asked, answer);
      case "runs/update" -> update(asked, answer);
      default -> refuse(404, "ENDPOINT_NOT_FOUND", answer);
    };
  }

  private static int refuse(int status, String code, ObjectNode answer) {
    answer.put("error_code", code);
    return status;
  }

  private int byName(String name, ObjectNode answer) {
    if (!experiments.contains(name)) {
      return refuse(404, "RESOURCE_DOES_NOT_EXIST", answer);
    }
    answer.putObject("experiment").put("experiment_id", "" + experiments.indexOf(name));
    return 200;
  }

  private int create(JsonNode asked, ObjectNode answer) {
    if (experiments.contains(asked.get("name").asText())) {
      return refuse(400, "RESOURCE_ALREADY_EXISTS", answer);
    }
    experiments.add(asked.get("name").asText());
    answer.put("experiment_id", "" + (experiments.size() - 1));
    return 200;
  }

  private int search(JsonNode asked, ObjectNode answer) {
    for (ObjectNode run : runs.values()) {
      JsonNode tag = run.at("/tags/0");
      String filter =
          "tags.`%s` = '%s'".formatted(tag.get("key").asText(), tag.get("value").asText());
      if (asked.get("filter").asText().equals(filter)) {
        answer.withArray("runs").addObject().set("info", run);
      }
    }
    return 200;
  }

  private int createRun(JsonNode asked, ObjectNode answer) {
    ObjectNode run = asked.deepCopy();
    run.put("run_id", "run" + runs.size()).put("status", "RUNNING").putObject("params");
    runs.put(run.get("run_id").asText(), run);
    answer.putObject("run").set("info", run);
    return 200;
  }

  private int log(JsonNode asked, ObjectNode answer) {
    ObjectNode run = runs.get(asked.path("run_id").asText());
    if (run == null) {
      return refuse(404, "RESOURCE_DOES_NOT_EXIST", answer);
    }
    for (JsonNode param : asked.path("params")) {
      JsonNode before = run.get("params").get(param.get("key").asText());
      if (before != null && !before.equals(param.get("value"))) {
        return refuse(400, "INVALID_PARAMETER_VALUE", answer);
      }
      run.withObject("/params").set(param.get("key").asText(), param.get("value"));
    }
    Set<String> values =
        metrics.computeIfAbsent(run.get("run_id").asText(), id -> new LinkedHashSet<>());
    asked.path("metrics").forEach(metric -> values.add(metric.toString()));
    return 200;
  }

  private int update(JsonNode asked, ObjectNode answer) {
    ObjectNode run = runs.get(asked.path("run_id").asText());
    if (run == null) {
      return refuse(404, "RESOURCE_DOES_NOT_EXIST", answer);
    }
    run.set("status", asked.get("status"));
    return 200;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
