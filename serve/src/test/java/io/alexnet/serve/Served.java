package io.alexnet.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A real daemon on a free port, and ways to talk to it. */
public final class Served implements AutoCloseable {
  /** No answer takes so long, on the slowest machine: for waits that would have no end. */
  public static final Duration HANG = Duration.ofMinutes(5);

  private final Path runs;
  private final Daemon daemon;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Description description = Description.read();
  private final Set<String> asked = new HashSet<>();

  private Served(Path runs, Daemon daemon) {
    this.runs = runs;
    this.daemon = daemon;
  }

  /**
   * @param settings keys and values besides
   */
  public static Served start(Path runs, Object... settings) {
    Map<String, Object> flags = new HashMap<>();
    flags.put("alexnet.serve.runs", runs.toString());
    flags.put("alexnet.serve.port", 0);
    for (int i = 0; i < settings.length; i += 2) {
      flags.put(settings[i].toString(), settings[i + 1]);
    }
    return new Served(runs, Daemon.start(flags, Optional.empty()));
  }

  public Daemon daemon() {
    return daemon;
  }

  /** A part of the daemon. */
  public <T> T part(Class<T> type) {
    return daemon.part(type);
  }

  public int port() {
    return daemon.address().getPort();
  }

  /** The token of "viewer", "operator" or "admin". */
  public String token(String role) throws IOException {
    return Objects.requireNonNull(tokens(runs.resolve(".tokens")).get(role));
  }

  public static Map<String, String> tokens(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  /** Asks with the operator's token. Fails if the answer is not as openapi.yml describes it. */
  public HttpResponse<String> ask(String method, String path, String json)
      throws IOException, InterruptedException {
    return ask("operator", method, path, json);
  }

  /** Asks with a role's token. Fails if the answer is not as openapi.yml describes it. */
  public HttpResponse<String> ask(String role, String method, String path, String json)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(request(method, path, json, token(role)).build(), BodyHandlers.ofString());
    description
        .require(json, answer)
        .filter(operation -> answer.statusCode() < 300)
        .ifPresent(operation -> asked.add(operation.id()));
    return answer;
  }

  /** The operations of openapi.yml that were asked for and done. */
  Set<String> asked() {
    return asked;
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return ask("GET", path, "");
  }

  /** An answer as bytes or as a stream, to whatever is asked. */
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client.send(request, handler);
  }

  public HttpRequest.Builder request(String method, String path, String json, String token) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(HANG)
            .header("Authorization", "Bearer " + token);
    return json.isEmpty()
        ? builder.method(method, BodyPublishers.noBody())
        : builder
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json));
  }

  /** Sends bytes as they are and reads until the other side hangs up, as it has to. */
  public String raw(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout((int) HANG.toMillis());
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return readAll(socket.getInputStream());
    }
  }

  private static String readAll(InputStream in) {
    StringBuilder text = new StringBuilder();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        text.append((char) b);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("not hung up after: " + text, e);
    } catch (IOException e) {
      // Hung up while more was on its way.
    }
    return text.toString();
  }

  /** The status of the first answer to a raw request made of a request line and headers. */
  public int status(String requestLine, List<String> headers) throws IOException {
    String head =
        requestLine + "\r\n" + String.join("", headers.stream().map(h -> h + "\r\n").toList());
    return statusOf(raw(head + "Connection: close\r\n\r\n"));
  }

  public static int statusOf(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : -1;
  }

  @Override
  public void close() {
    daemon.close();
  }
}
