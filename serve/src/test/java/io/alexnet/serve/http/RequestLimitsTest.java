package io.alexnet.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.Served;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are too much, over a real socket. */
final class RequestLimitsTest {
  private static final int CONNECTIONS = 20;

  @TempDir private static Path runs;
  @TempDir private static Path otherRuns;
  private static Served served;
  private static Served impatient;

  /** One that waits for a request until it has come, and one that hangs up. */
  @BeforeAll
  static void start() {
    served =
        Served.start(
            runs,
            "alexnet.serve.max-connections",
            CONNECTIONS,
            "alexnet.serve.header-timeout",
            "1h",
            "alexnet.serve.max-upload",
            "1MB");
    impatient = Served.start(otherRuns, "alexnet.serve.header-timeout", "1s");
  }

  @AfterAll
  static void stop() {
    served.close();
    impatient.close();
  }

  private static String head(String method, String path, String more) throws IOException {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s"
        .formatted(method, path, served.token("admin"), more);
  }

  private static String post(String path, String headers, String body) throws IOException {
    return head("POST", path, headers + "Content-Type: application/json\r\n\r\n" + body);
  }

  @Test
  void aBodyAbove64KilobytesIsRefusedByItsLength() throws Exception {
    assertThat(Served.statusOf(served.raw(post("/loggers/ROOT", "Content-Length: 65537\r\n", ""))))
        .isEqualTo(413);
  }

  @Test
  void whoStillSendsWhatIsRefusedReadsTheAnswer() throws Exception {
    for (int i = 0; i < 30; i++) {
      HttpRequest upload =
          served
              .request("GET", "/api/v1/predict?run=none", "", served.token("operator"))
              .header("Content-Type", "image/jpeg")
              .POST(BodyPublishers.ofByteArray(new byte[8 << 20]))
              .build();
      assertThat(served.send(upload, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void aBodyWithoutEndIsRefusedOnceItIsTooLong() throws Exception {
    String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
    String answer =
        served.raw(post("/loggers/ROOT", "Transfer-Encoding: chunked\r\n", chunk.repeat(5)));
    assertThat(Served.statusOf(answer)).isEqualTo(413);
  }

  @Test
  void acompressedBodyIsRefused() throws Exception {
    for (String coding : List.of("gzip", "deflate", "br", "zstd", "snappy", "identity")) {
      assertThat(
              Served.statusOf(
                  served.raw(
                      post(
                          "/loggers/ROOT",
                          "Content-Encoding: " + coding + "\r\nContent-Length: 2\r\n",
                          "{}"))))
          .as(coding)
          .isEqualTo(415);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/xml"
      })
  void whatIsNotJsonIsRefused(String type) throws Exception {
    String answer =
        served.raw(
            head(
                "POST",
                "/loggers/ROOT",
                "Content-Type: %s\r\nContent-Length: 5\r\nConnection: close\r\n\r\na=b&c"
                    .formatted(type)));
    assertThat(Served.statusOf(answer)).as(type).isEqualTo(415);
    assertThat(answer).contains("application/problem+json");
  }

  @Test
  void aHeadThatIsTooLongIsRefused() throws Exception {
    assertThat(Served.statusOf(served.raw(head("GET", "/" + "a".repeat(5_000), "\r\n"))))
        .isIn(400, 413, 414);
    assertThat(
            Served.statusOf(
                served.raw(head("GET", "/health", "X-Long: a\r\n".repeat(2_000) + "\r\n"))))
        .isIn(400, 413, 431);
  }

  @Test
  void aHeadThatDoesNotComeToItsEndIsHungUpOn() throws Exception {
    long begun = System.nanoTime();
    String answer = impatient.raw("GET /health/liveness HTTP/1.1\r\nHost: local");
    assertThat(Served.statusOf(answer)).isEqualTo(408);
    assertThat((System.nanoTime() - begun) / 1e9).as("not before its time").isGreaterThan(0.9);
  }

  @Test
  void aBodyThatDoesNotComeIsHungUpOn() throws Exception {
    String request =
        "POST /loggers/ROOT HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"
            .formatted(impatient.token("admin"));
    assertThat(Served.statusOf(impatient.raw(request))).isEqualTo(408);
  }

  @Test
  void connectionsAboveTheMostAreHungUpOnAndItRecovers() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 4 * CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port());
        socket.setSoTimeout(10);
        open.add(socket);
      }
      // Which of them come too late depends on the server's threads.
      Set<Socket> hungUp = new HashSet<>();
      long deadline = System.nanoTime() + Served.HANG.toNanos();
      while (hungUp.size() < 3 * CONNECTIONS && System.nanoTime() < deadline) {
        open.stream()
            .filter(socket -> !hungUp.contains(socket) && isHungUp(socket))
            .forEach(hungUp::add);
      }
      assertThat(hungUp).hasSize(3 * CONNECTIONS);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    long deadline = System.nanoTime() + Served.HANG.toNanos();
    int status = -1;
    while (status != 200 && System.nanoTime() < deadline) {
      status = status("/health/liveness");
    }
    assertThat(status).isEqualTo(200);
  }

  private static int status(String path) {
    try {
      return served.status("GET " + path + " HTTP/1.1", List.of("Host: localhost"));
    } catch (IOException e) {
      return -1;
    }
  }

  private static boolean isHungUp(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aRequestOfTwoLengthsIsNotTakenForTwo() throws Exception {
    String smuggled = head("GET", "/health/liveness", "\r\n");
    String answer =
        served.raw(
            post(
                "/loggers/ROOT",
                "Content-Length: %d\r\nTransfer-Encoding: chunked\r\n"
                    .formatted(5 + smuggled.length()),
                "0\r\n\r\n" + smuggled));
    assertThat(answer.split("HTTP/1.1 ", -1)).as(answer).hasSize(2);
    assertThat(Served.statusOf(answer)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/liveness HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "GET /health/liveness HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "GET /health/liveness HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "GET /health/liveness HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001"
      })
  void whatIsNoRequestGetsNoAnswerOfItsOwn(String bytes) throws Exception {
    // Some of it may be taken for the beginning of one.
    String answer = impatient.raw(bytes);
    assertThat(answer).doesNotContain("\"UP\"");
  }

  @Test
  void everyAnswerTellsTheBrowserToKeepItToItself() throws Exception {
    String refused = served.raw(post("/loggers/ROOT", "Content-Length: 65537\r\n", ""));
    String unknown = served.raw(head("GET", "/nowhere", "Connection: close\r\n\r\n"));
    String answered =
        served.raw("GET /health/liveness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    for (String answer : List.of(refused, unknown, answered)) {
      assertThat(answer)
          .contains(
              "frame-ancestors 'none'",
              "X-Content-Type-Options: nosniff",
              "X-Frame-Options: DENY",
              "Cache-Control: no-store");
    }
  }

  @Test
  void errorsAreProblemsThatQuoteNothing() throws Exception {
    String marker = "Zq7secret";
    for (String request :
        List.of(
            head("GET", "/" + marker, "Connection: close\r\n\r\n"),
            head("DELETE", "/health?" + marker, "Connection: close\r\n\r\n"),
            post(
                "/loggers/" + marker,
                "Connection: close\r\nContent-Length: 11\r\n",
                "{" + marker + "}"),
            post(
                "/loggers/ROOT",
                "Connection: close\r\nContent-Length: 33\r\n",
                "{\"configuredLevel\":\"" + marker + "xxx\"}"))) {
      String answer = served.raw(request);
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      assertThat(Served.statusOf(answer)).as(request).isBetween(400, 499);
      assertThat(answer).contains("application/problem+json").doesNotContain("Exception", "\tat ");
      assertThat(body).startsWith("{\"title\"").doesNotContain(marker);
    }
  }

  @Test
  void deepNestingAndDuplicateKeysAndHugeNumbersAreRefused() throws Exception {
    for (String json :
        List.of(
            "[".repeat(20_000),
            "{\"configuredLevel\":\"WARN\",\"configuredLevel\":\"INFO\"}",
            "{\"configuredLevel\":1e999}",
            "{\"configuredLevel\":\"WARN\"} {}",
            new String(new byte[] {'{', (byte) 0xff, '}'}, StandardCharsets.ISO_8859_1))) {
      String answer =
          served.raw(
              post(
                  "/loggers/none",
                  "Connection: close\r\nContent-Length: %d\r\n".formatted(json.length()),
                  json));
      assertThat(Served.statusOf(answer))
          .as(json.substring(0, Math.min(50, json.length())))
          .isEqualTo(400);
    }
  }
}
