package io.alexnet.serve.api;

import static io.alexnet.serve.TrainingData.order;
import static io.alexnet.serve.TrainingData.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.Served;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders and names that are refused before any file is touched. */
final class RefusedOrdersTest {
  @TempDir private static Path data;
  @TempDir private static Path runs;
  private static Served served;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(data.resolve("photos"));
    Files.createSymbolicLink(data.resolve("outside"), Path.of("/etc"));
    Files.createSymbolicLink(data.resolve("loop"), Path.of("loop"));
    served = Served.start(runs, "alexnet.serve.data-roots", data.toString());
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"x\"}|data must be a text",
        "[]|not a JSON object",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"colour\":1}|none of name, data,"
            + " preset, settings",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"huge\"}|preset is one of paper",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"settings\":{\"speed\":1}}|settings"
            + " has a key that is none of",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"settings\":{\"optimiser\":{\"epochs\":0}}}|epochs"
            + " must be 1 or more",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"settings\":{\"optimiser\":{\"epochs\":\"many\"}}}|settings.optimiser.epochs",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"settings\":{\"optimiser\":{\"epochs\":1.5}}}|settings.optimiser.epochs",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"settings\":{\"network\":{\"preset\":\"paper\"}}}|give"
            + " the preset as such",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"settings\":{\"network\":{\"pool_size\":90}}}|does"
            + " not fit together",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"cifar\",\"settings\":{\"network\":{\"dropout\":0.5}}}|settings.network.dropout"
            + " has no effect: preset cifar has no dropout",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"cifar\",\"settings\":{\"network\":{\"normalisation\":true}}}|settings.network.normalisation"
            + " has no effect: preset cifar has no normalisation",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"cifar\",\"settings\":{\"augment\":{\"crop\":true}}}|settings.augment.crop"
            + " has no effect",
        "{\"name\":\"x\",\"data\":\"photos\",\"preset\":\"mini\",\"settings\":{\"network\":{\"removed_layers\":[\"conv7\"]}}}|layers"
            + " of preset mini are conv1, conv2"
      })
  void anOrderThatIsWrongIsRefusedWithTheReason(String body, String reason) throws Exception {
    HttpResponse<String> answer = served.ask("POST", "/api/v1/runs", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(parse(answer.body()).path("detail").asText()).contains(reason);
    assertThat(parse(served.get("/api/v1/runs").body()).get("runs")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../x",
        "..%2fx",
        "..%252f",
        "%2e%2e",
        "a%00",
        "A",
        "a b",
        "-%0a",
        "\u00e9",
        "a_b",
        "a.b",
        "*",
        "file:",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void aNameThatIsNoneReachesNoFile(String name) throws Exception {
    String encoded = name.replace(" ", "%20").replace("\u00e9", "%C3%A9");
    for (String path :
        List.of("/%s", "/%s/journal", "/%s/checkpoints", "/%s/metrics", "/%s/events")) {
      assertThat(rawStatus("GET", "/api/v1/runs" + path.formatted(encoded)))
          .as(path.formatted(name))
          .isIn(400, 404);
    }
    assertThat(
            served.ask("POST", "/api/v1/runs", order(name.replace("%", "\\u0025"), 1)).statusCode())
        .isEqualTo(400);
    try (var files = Files.list(runs)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(".tokens", ".lock");
    }
  }

  private int rawStatus(String method, String path) throws IOException {
    return served.status(
        "%s %s HTTP/1.1".formatted(method, path),
        List.of("Host: localhost", "Authorization: Bearer " + served.token("operator")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc", "../", "photos/../..", "http://169.254.169.254/latest", "jar:file:/x", "ftp://h/x",
        "\\\\\\\\host\\\\share", "\\u0000", "file:///etc", "outside", "loop", "nowhere"
      })
  void dataOutsideTheRootsIsRefusedAndNoAddressIsFetched(String path) throws Exception {
    String body = "{\"name\":\"x\",\"data\":\"%s\",\"preset\":\"mini\"}".formatted(path);
    assertThat(served.ask("POST", "/api/v1/runs", body).statusCode()).isEqualTo(400);
  }
}
