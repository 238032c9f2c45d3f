package io.alexnet.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.serve.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a daemon answers to whom it does not know, over a real socket. */
final class GateTest {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "X");

  @TempDir private static Path runs;
  private static Served served;

  @BeforeAll
  static void start() {
    served = Served.start(runs, "alexnet.serve.allowed-hosts", "trainer.example");
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static int status(String method, String path, String... headers) throws IOException {
    return served.status(method + " " + path + " HTTP/1.1", List.of(headers));
  }

  private static String bearer(String role) throws IOException {
    return "Authorization: Bearer " + served.token(role);
  }

  private static String host() {
    return "Host: localhost:" + served.port();
  }

  @Test
  void livenessIsAnsweredToEverybodyAndSaysNothingElse() throws Exception {
    String answer =
        served.raw("GET /health/liveness HTTP/1.1\r\n" + host() + "\r\nConnection: close\r\n\r\n");
    assertThat(Served.statusOf(answer)).isEqualTo(200);
    assertThat(answer).contains("\"UP\"").doesNotContain("disk", "path", "run");
  }

  @Test
  void withoutATokenNothingElseIsAnsweredWhetherItExistsOrNot() throws Exception {
    for (String method : METHODS) {
      for (String path :
          List.of("/health", "/page/none", "/prometheus", "/loggers/ROOT", "/nowhere", "/stop")) {
        assertThat(status(method, path, host())).as("%s %s", method, path).isIn(401, 429, 400, 405);
        assertThat(status(method, path, host(), bearer("viewer") + "0"))
            .as("%s %s with a longer token", method, path)
            .isIn(401, 429, 400, 405);
      }
    }
  }

  static Stream<String> wrongTokens() throws IOException {
    String right = served.token("admin");
    return Stream.of(
        "Bearer " + right.substring(0, 63),
        "Bearer " + right.toUpperCase(java.util.Locale.ROOT) + "A",
        "Bearer",
        "Bearer ",
        "bearer" + right,
        "Basic " + right,
        right,
        "Bearer " + "0".repeat(64),
        "Bearer null");
  }

  @ParameterizedTest
  @MethodSource("wrongTokens")
  void aWrongTokenIsRefused(String authorization) throws Exception {
    assertThat(status("GET", "/health", host(), "Authorization: " + authorization)).isIn(401, 429);
  }

  @Test
  void aTokenInTheAddressIsNone() throws Exception {
    assertThat(status("GET", "/health?token=" + served.token("admin"), host())).isIn(401, 429);
  }

  @Test
  void twoTokensAreNone() throws Exception {
    assertThat(status("GET", "/health", host(), bearer("admin"), bearer("admin"))).isIn(401, 429);
  }

  @Test
  void aRoleMayDoWhatIsItsOwnAndNoMore() throws Exception {
    assertThat(status("GET", "/health", host(), bearer("viewer"))).isEqualTo(200);
    assertThat(status("POST", "/nowhere", host(), bearer("viewer"))).isEqualTo(403);
    assertThat(status("POST", "/nowhere", host(), bearer("operator"))).isEqualTo(404);
    assertThat(status("POST", "/loggers/ROOT", host(), bearer("operator"))).isEqualTo(403);
    assertThat(
            Served.statusOf(
                served.raw(
                    "POST /loggers/io.alexnet.none HTTP/1.1\r\n%s\r\n%s\r\nContent-Type: application/json\r\nContent-Length: 26\r\nConnection: close\r\n\r\n{\"configuredLevel\":\"WARN\"}"
                        .formatted(host(), bearer("admin")))))
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8600",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost:8600@evil.example",
        "169.254.169.254",
        "0.0.0.0",
        "",
        "trainer.example.",
        "[::2]"
      })
  void aForeignHostIsRefusedForEveryMethod(String name) throws Exception {
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
      assertThat(status(method, "/health/liveness", "Host: " + name, bearer("admin")))
          .as(method)
          .isIn(403, 400);
    }
  }

  @Test
  void noHostAndTwoHostsAreRefused() throws Exception {
    assertThat(status("GET", "/health", bearer("admin"))).isIn(400, 403);
    assertThat(status("GET", "/health", host(), "Host: evil.example", bearer("admin")))
        .isIn(400, 403);
    assertThat(
            served.status(
                "GET http://evil.example/health HTTP/1.1",
                List.of("Host: evil.example", bearer("admin"))))
        .isIn(400, 403);
  }

  @Test
  void itsOwnNamesAreAnswered() throws Exception {
    for (String name : List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST", "trainer.example")) {
      assertThat(status("GET", "/health", "Host: " + name + ":8600", bearer("viewer")))
          .as(name)
          .isEqualTo(200);
    }
  }

  static List<List<String>> foreignPages() {
    List<List<String>> pages = new ArrayList<>();
    for (String header :
        List.of(
            "Origin: null",
            "Origin: http://localhost:9999",
            "Origin: http://localhost.evil.example",
            "Origin: http://evil.example",
            "Origin: https://localhost:" + served.port(),
            "Origin: file://",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site")) {
      pages.add(List.of(header));
      pages.add(List.of(header, "X-Forwarded-Host: localhost:" + served.port()));
      pages.add(List.of(header, "Forwarded: host=evil.example;proto=http"));
      pages.add(
          List.of(
              header,
              "Access-Control-Request-Method: DELETE",
              "Access-Control-Request-Private-Network: true"));
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("foreignPages")
  void aForeignPageIsRefusedForEveryMethod(List<String> headers) throws Exception {
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
      List<String> all = new ArrayList<>(headers);
      all.add(host());
      all.add(bearer("admin"));
      assertThat(served.status(method + " /health HTTP/1.1", all)).as(method).isEqualTo(403);
    }
  }

  @Test
  void itsOwnPageIsAnsweredWithoutAnyCorsHeader() throws Exception {
    String answer =
        served.raw(
            "GET /health HTTP/1.1\r\n%s\r\nOrigin: http://localhost:%d\r\nSec-Fetch-Site: same-origin\r\n%s\r\nConnection: close\r\n\r\n"
                .formatted(host(), served.port(), bearer("viewer")));
    assertThat(Served.statusOf(answer)).isEqualTo(200);
    assertThat(answer).doesNotContainIgnoringCase("Access-Control-");
  }

  @Test
  void wrongTokensAreSlowedDownAndTheRightOneIsNot() throws Exception {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      answers.add(status("GET", "/health", host(), "Authorization: Bearer " + i));
    }
    assertThat(answers).contains(401, 429);
    assertThat(status("GET", "/health", host(), bearer("viewer"))).isEqualTo(200);
  }

  @Test
  void theTokensAreLongDifferentAndTheOwnersAlone() throws Exception {
    Path file = runs.resolve(".tokens");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Served.tokens(file)).containsOnlyKeys("viewer", "operator", "admin");
    assertThat(Served.tokens(file).values())
        .doesNotHaveDuplicates()
        .allMatch(t -> t.matches("[0-9a-f]{64}"));
  }

  @Test
  void aTokenFileThatOthersReadOrThatHoldsSomethingElseRefusesToStart(@TempDir Path other)
      throws Exception {
    Path file = other.resolve(".tokens");
    Files.copy(runs.resolve(".tokens"), file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> Served.start(other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("can be read by others");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "admin 1234\n");
    assertThatThrownBy(() -> Served.start(other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("line 1 is not a role and 64 hexadecimal digits");
  }
}
