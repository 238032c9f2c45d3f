package io.alexnet.train.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a server is to be told of a run, one line of {@code mlflow.jsonl} for each request, and how
 * far it was told, in {@code mlflow-sent.json}. Lines are never changed. One thread may append
 * while another reads.
 *
 * <p>The first line has the run's name and an identity, by which a server that was told of the run
 * by a process that died right then is not told of it twice.
 */
final class Spool {
  static final String LINES = "mlflow.jsonl";
  static final String SENT = "mlflow-sent.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path lines;
  private final Path sent;

  private Spool(Path run) {
    this.lines = run.resolve(LINES);
    this.sent = run.resolve(SENT);
  }

  /**
   * Goes on with the spool of a run, or begins it.
   *
   * @param parameters what the run is, by name
   */
  static Spool open(Path run, Map<String, String> parameters) throws IOException {
    Spool spool = new Spool(run);
    if (!Files.exists(spool.lines) || spool.line(0).isEmpty()) {
      Path name = run.toAbsolutePath().normalize().getFileName();
      ObjectNode first = JSON.createObjectNode();
      first.put("id", UUID.randomUUID().toString());
      first.put("name", String.valueOf(name));
      first.put("start_time", Instant.now().toEpochMilli());
      DurableFiles.replace(spool.lines, first + "\n");
      ObjectNode second = JSON.createObjectNode();
      parameters.forEach(
          (key, value) ->
              second.withArray("params").addObject().put("key", key).put("value", value));
      spool.append(second);
    } else {
      spool.append(JSON.createObjectNode().put("status", "RUNNING"));
    }
    return spool;
  }

  /** The spool of a run that is over, if it has one. */
  static Optional<Spool> of(Path run) {
    return Files.isRegularFile(run.resolve(LINES)) ? Optional.of(new Spool(run)) : Optional.empty();
  }

  /** A line more; a line that a crash has torn is ended first. */
  void append(JsonNode line) throws IOException {
    String text = (endsInLine() ? "" : "\n") + line + "\n";
    Files.writeString(lines, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  private boolean endsInLine() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(lines.toFile(), "r")) {
      if (file.length() > 0) {
        file.seek(file.length() - 1);
      }
      return file.length() == 0 || file.read() == '\n';
    }
  }

  /**
   * A line.
   *
   * @param content what it says; empty if it is no JSON
   * @param end where the next one begins
   */
  record Line(Optional<ObjectNode> content, long end) {}

  /** The line that begins at a byte; empty if there is no whole one yet. */
  Optional<Line> line(long begin) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(lines.toFile(), "r")) {
      file.seek(begin);
      String text = file.readLine();
      // Whole if its end was read too, which a last line that is being written does not have.
      boolean whole = text != null && file.getFilePointer() > begin + text.length();
      return whole ? Optional.of(new Line(parse(text), file.getFilePointer())) : Optional.empty();
    }
  }

  /** RandomAccessFile reads a letter for each byte. */
  private static Optional<ObjectNode> parse(String bytes) {
    try {
      JsonNode tree =
          JSON.readTree(
              new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
      return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * How far the server was told.
   *
   * @param runId what the server calls the run; empty if it does not know it yet
   * @param bytes of the lines that it has taken
   */
  record Sent(String runId, long bytes) {}

  Sent sent() throws IOException {
    if (!Files.exists(sent)) {
      return new Sent("", 0);
    }
    JsonNode tree = JSON.readTree(Files.readString(sent));
    return new Sent(tree.path("run_id").asText(), tree.path("bytes").asLong());
  }

  void sent(Sent now) throws IOException {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("run_id", now.runId());
    tree.put("bytes", now.bytes());
    DurableFiles.replace(sent, tree + "\n");
  }
}
