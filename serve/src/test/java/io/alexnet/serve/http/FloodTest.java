package io.alexnet.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.Served;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A great many requests of which no two are alike: as many as the property alexnet.flood.requests
 * says.
 */
final class FloodTest {
  private static final int REQUESTS = Integer.getInteger("alexnet.flood.requests", 6_000);
  private static final int WARM_UP = 1_000;
  private static final int AT_ONCE = 100;

  /** How many more objects of a class there may be, however many requests there were. */
  private static final int FEW = 1_000;

  /** Of a histogram of classes: number, objects, bytes, class. */
  private static final Pattern LINE = Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +(\\S+)");

  @TempDir private Path runs;

  @Test
  void requestsThatAllDifferLeaveNeitherMetersNorObjectsBehind() throws Exception {
    try (Served served = Served.start(runs)) {
      // The scrape has meters of its own.
      meters(served);
      flood(served, 0, WARM_UP);
      long meters = meters(served);
      Map<String, Integer> before = objects();
      // Once more, since what was counted is some thousand objects itself.
      before.putAll(objects());
      flood(served, WARM_UP, WARM_UP + REQUESTS);
      assertThat(meters(served)).isEqualTo(meters);
      Map<String, Integer> more = objects();
      more.replaceAll((kind, number) -> number - before.getOrDefault(kind, 0));
      more.values().removeIf(number -> number < FEW);
      // The JSON reader keeps the latest thousands of fields' names.
      more.keySet().removeAll(Set.of("[B", "java.lang.String"));
      assertThat(more).as("objects left behind").isEmpty();
    }
  }

  /** Other work on the machine decides how far compilers and collectors have come. */
  @Test
  @Tag("timing")
  void requestsThatAllDifferLeaveNoMemoryBehind() throws Exception {
    try (Served served = Served.start(runs)) {
      flood(served, 0, WARM_UP);
      long heap = heapMiB();
      flood(served, WARM_UP, WARM_UP + REQUESTS);
      assertThat(heapMiB()).isLessThanOrEqualTo(heap + 3);
    }
  }

  /** Runs, paths, languages, types, queries and messages that nobody has asked for before. */
  private static void flood(Served served, int from, int to) throws IOException {
    String token = served.token("operator");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
      socket.setSoTimeout((int) Served.HANG.toMillis());
      InputStream answers = new BufferedInputStream(socket.getInputStream());
      for (int i = from; i < to; i += AT_ONCE) {
        StringBuilder requests = new StringBuilder();
        for (int j = i; j < i + AT_ONCE; j++) {
          requests.append(request(j, token));
        }
        socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.ISO_8859_1));
        for (int j = 0; j < AT_ONCE; j++) {
          assertThat(answer(answers)).isIn(404, 422);
        }
      }
    }
  }

  private static String request(int number, String token) {
    String head =
        "Host: localhost\r\nAuthorization: Bearer %s\r\nAccept-Language: x-l%d\r\nAccept: */*, a/b%d\r\nX-A%d: 1\r\n"
            .formatted(token, number, number, number);
    return switch (number % 3) {
      case 0 -> "GET /api/v1/runs/r%d?q%d HTTP/1.1\r\n%s\r\n".formatted(number, number, head);
      case 1 -> "GET /p%d HTTP/1.1\r\n%s\r\n".formatted(number, head);
      default -> {
        String body = "{\"f%d\":%d}".formatted(number, number);
        yield "POST /api/v1/runs HTTP/1.1\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(head, body.length(), body);
      }
    };
  }

  /** Reads one answer; its status. */
  private static int answer(InputStream in) throws IOException {
    int status = -1;
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (status < 0) {
        status = Served.statusOf(line);
      }
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /** Series that requests could add to. */
  private static long meters(Served served) throws Exception {
    return served
        .get("/prometheus")
        .body()
        .lines()
        .filter(line -> line.matches("(http|alexnet)_.*"))
        .count();
  }

  /** What is still in use after a collection. */
  private static long heapMiB() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }

  /** Number of objects of each class after a collection. */
  private static Map<String, Integer> objects() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return LINE.matcher(histogram)
        .results()
        .collect(
            Collectors.toMap(
                line -> line.group(2), line -> Integer.parseInt(line.group(1)), Integer::sum));
  }
}
