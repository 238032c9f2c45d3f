package io.alexnet.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser gets without a token. */
final class PageFilesTest {
  /** What a file of the page names that is to be fetched. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?:from |href=|src=)\"(?:\\./|/page/)([^\"#]+)\"");

  @TempDir private static Path runs;
  private static Served served;

  @BeforeAll
  static void start() {
    served = Served.start(runs);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static String answer(String request) throws IOException {
    return served.raw(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  private static Set<String> named(String text) {
    Set<String> names = new TreeSet<>();
    for (Matcher matcher = REFERENCE.matcher(text); matcher.find(); ) {
      names.add("/page/" + matcher.group(1));
    }
    return names;
  }

  @Test
  void everyFileThatThePageNeedsIsThereAndNoOther() throws Exception {
    Set<String> found = new TreeSet<>(Set.of("/"));
    Deque<String> left = new ArrayDeque<>(found);
    while (!left.isEmpty()) {
      String path = left.remove();
      String answer = answer("GET " + path);
      assertThat(Served.statusOf(answer)).as(path).isEqualTo(200);
      named(answer).stream().filter(found::add).forEach(left::add);
    }
    assertThat(found).isEqualTo(new TreeSet<>(new PageFiles().paths()));
  }

  @Test
  void aFileIsHardenedAndKnownByItsType() throws Exception {
    assertThat(answer("GET /"))
        .containsIgnoringCase("Content-Type: text/html;charset=utf-8")
        .contains("default-src 'self'")
        .contains("nosniff");
    assertThat(answer("GET /page/main.js")).containsIgnoringCase("Content-Type: text/javascript");
    assertThat(answer("GET /page/page.css")).containsIgnoringCase("Content-Type: text/css");
    assertThat(answer("HEAD /page/icon.svg"))
        .containsIgnoringCase("Content-Type: image/svg+xml")
        .doesNotContain("<svg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/",
        "/page",
        "/page/none.js",
        "/page/../application.yml",
        "/page/..%2fapplication.yml",
        "/page/%2e%2e/application.yml",
        "/page/..;/application.yml",
        "/page/main.js/..",
        "/page//main.js",
        "/page/main.js%00",
        "/page/MAIN.JS",
        "/page/index.html",
        "/page/uPlot.cjs.js",
        "/application.yml",
        "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.esm.js",
        "//"
      })
  void nothingElseIsShown(String path) throws Exception {
    assertThat(served.status("GET " + path + " HTTP/1.1", List.of("Host: localhost")))
        .isIn(400, 401, 429);
  }

  @Test
  void aFileIsReadOnlyAndShownUnderTheDaemonsNamesOnly() throws Exception {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
      assertThat(served.status(method + " /page/main.js HTTP/1.1", List.of("Host: localhost")))
          .as(method)
          .isIn(401, 429);
    }
    assertThat(served.status("GET / HTTP/1.1", List.of("Host: evil.example"))).isEqualTo(403);
    assertThat(
            served.status(
                "GET /page/main.js HTTP/1.1",
                List.of("Host: localhost", "Sec-Fetch-Site: cross-site")))
        .isEqualTo(403);
  }
}
