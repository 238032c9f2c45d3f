package io.alexnet.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.web.router.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route that the router knows, with every method and every kind of token. */
final class RouteMatrixTest {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
  private static final Set<String> LOOKING = Set.of("GET", "HEAD");

  @TempDir private static Path runs;
  private static Served served;
  private static Set<String> paths;

  @BeforeAll
  static void start() {
    served = Served.start(runs);
    paths =
        served
            .daemon()
            .part(Router.class)
            .uriRoutes()
            .map(
                route ->
                    route
                        .getUriMatchTemplate()
                        .toString()
                        .replaceAll("\\{[?&][^}]*}", "")
                        .replaceAll("\\{/?[^}]*}", "1"))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static int status(String method, String path, String authorization) throws IOException {
    List<String> headers = new ArrayList<>(List.of("Host: localhost"));
    if (!authorization.isEmpty()) {
      headers.add("Authorization: " + authorization);
    }
    return served.status(method + " " + path + " HTTP/1.1", headers);
  }

  private static String bearer(String role) throws IOException {
    return "Bearer " + served.token(role);
  }

  @Test
  void theRouterKnowsTheRoutesThatAreServed() {
    assertThat(paths)
        .contains(
            "/", "/page/1", "/api/v1/runs", "/api/v1/runs/1/pause", "/health/1", "/prometheus")
        .noneMatch(path -> path.matches("/(stop|refresh|env|beans|routes|threaddump|caches).*"));
  }

  @Test
  void withoutARightTokenNothingButLivenessAndThePageIsAnswered() throws Exception {
    for (String path : paths) {
      for (String method : METHODS) {
        if (path.equals("/") && LOOKING.contains(method)) {
          assertThat(status(method, path, "")).as("%s %s", method, path).isEqualTo(200);
          continue;
        }
        for (String authorization : List.of("", "Bearer " + "0".repeat(64))) {
          int status = status(method, path, authorization);
          assertThat(status)
              .as("%s %s with '%s'", method, path, authorization)
              .isIn(400, 401, 403, 405, 429);
        }
      }
    }
    assertThat(status("GET", "/health/liveness", "")).isEqualTo(200);
    assertThat(status("GET", "/health/readiness", "")).isIn(401, 429);
  }

  @Test
  void aViewerChangesNothingAndAnOperatorNotTheDaemon() throws Exception {
    for (String path : paths) {
      for (String method : METHODS) {
        if (!LOOKING.contains(method)) {
          assertThat(status(method, path, bearer("viewer")))
              .as("%s %s", method, path)
              .isIn(400, 403);
        }
      }
      if (path.startsWith("/loggers")) {
        assertThat(status("POST", path, bearer("operator"))).as(path).isEqualTo(403);
      }
    }
  }

  @Test
  void aViewerSeesWhatThereIsToSee() throws Exception {
    for (String path :
        List.of(
            "/api/v1/role",
            "/api/v1/runs",
            "/api/v1/evaluations",
            "/health",
            "/health/readiness",
            "/info",
            "/metrics",
            "/prometheus",
            "/loggers")) {
      assertThat(status("GET", path, bearer("viewer"))).as(path).isEqualTo(200);
    }
  }

  @Test
  void managementThatGivesThingsAwayIsNotThere() throws Exception {
    for (String path :
        List.of(
            "/env",
            "/heapdump",
            "/threaddump",
            "/beans",
            "/routes",
            "/refresh",
            "/stop",
            "/jolokia",
            "/caches",
            "/logfile")) {
      assertThat(status("GET", path, bearer("admin"))).as(path).isEqualTo(404);
      assertThat(status("POST", path, bearer("admin"))).as(path).isEqualTo(404);
    }
  }
}
