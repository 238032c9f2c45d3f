package io.alexnet.train.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** An MLflow tracking server, by its REST API 2.0. Follows no redirection. */
final class MlflowServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  /** A tag of the project's own, by which a run is found again. */
  private static final String ID_TAG = "alexnet.id";

  private final TrackSettings.Mlflow settings;
  private final Map<String, String> environment;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  MlflowServer(TrackSettings.Mlflow settings) {
    this(settings, System.getenv());
  }

  /**
   * @param environment the variables in which MLflow's clients find user, password and token
   */
  MlflowServer(TrackSettings.Mlflow settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
  }

  /** It answers that it does not take a request. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    RefusedException(int status, String code) {
      super("%d %s".formatted(status, code));
      this.status = status;
      this.code = code;
    }

    /** Whether asking again is of no use: the request is wrong, not the token or the time. */
    boolean isForGood() {
      return status == BAD_REQUEST;
    }
  }

  /**
   * What it calls a run, which is made if need be.
   *
   * @param first id, name and start_time
   */
  String run(ObjectNode first) throws IOException, InterruptedException {
    String experiment = experiment();
    ObjectNode search = JSON.createObjectNode();
    search.putArray("experiment_ids").add(experiment);
    search.put("filter", "tags.`%s` = '%s'".formatted(ID_TAG, first.get("id").asText()));
    search.put("max_results", 1);
    JsonNode found = post("runs/search", search).at("/runs/0/info/run_id");
    if (!found.isMissingNode()) {
      return found.asText();
    }
    ObjectNode create = JSON.createObjectNode();
    create.put("experiment_id", experiment);
    create.set("run_name", first.get("name"));
    create.set("start_time", first.get("start_time"));
    create.withArray("tags").addObject().put("key", ID_TAG).set("value", first.get("id"));
    return required(post("runs/create", create).at("/run/info/run_id"));
  }

  private String experiment() throws IOException, InterruptedException {
    try {
      return experimentByName();
    } catch (RefusedException e) {
      if (e.status != NOT_FOUND) {
        throw e;
      }
    }
    try {
      ObjectNode create = JSON.createObjectNode().put("name", settings.experiment());
      return required(post("experiments/create", create).path("experiment_id"));
    } catch (RefusedException e) {
      if (e.code.equals("RESOURCE_ALREADY_EXISTS")) {
        // Another run was quicker.
        return experimentByName();
      }
      throw e;
    }
  }

  private String experimentByName() throws IOException, InterruptedException {
    String name = URLEncoder.encode(settings.experiment(), StandardCharsets.UTF_8);
    JsonNode answer = ask(request("experiments/get-by-name?experiment_name=" + name).GET().build());
    return required(answer.at("/experiment/experiment_id"));
  }

  private static String required(JsonNode value) throws IOException {
    if (value.isMissingNode()) {
      throw new IOException("the answer is none of MLflow's");
    }
    return value.asText();
  }

  /** Tells it metrics or parameters of a run. */
  void log(String runId, ObjectNode batch) throws IOException, InterruptedException {
    post("runs/log-batch", batch.deepCopy().put("run_id", runId));
  }

  /** Tells it how a run is. */
  void update(String runId, ObjectNode status) throws IOException, InterruptedException {
    post("runs/update", status.deepCopy().put("run_id", runId));
  }

  private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    return ask(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  private HttpRequest.Builder request(String path) throws IOException {
    String base = settings.server().toString().replaceFirst("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/" + path)).timeout(TIMEOUT);
    authorization().ifPresent(shown -> request.header("Authorization", shown));
    return request;
  }

  /** As MLflow's own client decides: user and password count before the token. */
  private Optional<String> authorization() throws IOException {
    if (settings.tokenFile().isPresent()) {
      return Optional.of("Bearer " + Files.readString(settings.tokenFile().get()).strip());
    }
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    if (!user.isEmpty() && !password.isEmpty()) {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    }
    return Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN"))
        .filter(token -> !token.isBlank())
        .map(token -> "Bearer " + token.strip());
  }

  private JsonNode ask(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    JsonNode body = parse(answer.body());
    if (answer.statusCode() / 100 != 2) {
      throw new RefusedException(answer.statusCode(), body.path("error_code").asText());
    }
    return body;
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
