package io.alexnet.serve.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/** What the daemon says of itself: openapi.yml, and the address at which programs find it. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class DescriptionController {
  private static final String PATH = "/openapi.yml";

  /** RFC 9512. */
  private static final String YAML = "application/yaml";

  /** By the link of RFC 8631 to the description. */
  @Get("/api/v1")
  HttpResponse<Map<String, String>> root() {
    return HttpResponse.ok(
            Map.of(
                "description", PATH,
                "runs", "/api/v1/runs",
                "evaluations", "/api/v1/evaluations",
                "health", "/health"))
        .header("Link", "<%s>; rel=\"service-desc\"; type=\"%s\"".formatted(PATH, YAML));
  }

  @Get(value = PATH, produces = YAML)
  byte[] description() throws IOException {
    try (InputStream in = DescriptionController.class.getResourceAsStream(PATH)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
