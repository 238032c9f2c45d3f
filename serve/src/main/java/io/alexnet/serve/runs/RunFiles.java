package io.alexnet.serve.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.http.Refusal;
import io.alexnet.train.CheckpointStore;
import io.alexnet.train.Journal;
import io.alexnet.train.LineFile;
import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run's directory says, as trees. Whatever a writer is about to finish, such as a torn last
 * line, is left out; links are followed nowhere.
 */
public final class RunFiles {
  private static final String CHECKPOINTS = "checkpoints";
  private static final Pattern CHECKPOINT = Pattern.compile("[0-9]+-[0-9]+");

  private final Path run;

  RunFiles(Path run) {
    this.run = run;
  }

  /** The journal's lines, oldest first. */
  public List<JsonNode> journal() {
    return Journal.read(run).stream().map(RunFiles::entry).toList();
  }

  /** A journal's line as it stands in the file. */
  public static JsonNode entry(Journal.Entry entry) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", entry.time());
    line.put("step", entry.step());
    line.put("event", entry.event());
    line.putAll(entry.details());
    return Json.tree(line);
  }

  /** One line for each epoch that ended after a step. */
  public List<JsonNode> epochsSince(long step) {
    return lines("metrics.jsonl").stream()
        .filter(line -> line.path("step").asLong() > step)
        .toList();
  }

  /** The images that could not be used. */
  public List<JsonNode> quarantine() {
    return lines("quarantine.jsonl");
  }

  private List<JsonNode> lines(String name) {
    Path file = run.resolve(name);
    List<JsonNode> lines = new ArrayList<>();
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      try {
        for (String line : LineFile.read(file)) {
          parse(line).ifPresent(lines::add);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }

  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(Json.MAPPER.readTree(line));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The checkpoints, oldest first: name, epoch, step, whether last, best, pinned. */
  public List<JsonNode> checkpoints() {
    try {
      Optional<Path> last = store().last();
      Optional<Path> best = store().best();
      return directories().stream()
          .map(
              checkpoint ->
                  describe(
                      checkpoint,
                      last.equals(Optional.of(checkpoint)),
                      best.equals(Optional.of(checkpoint))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode describe(Path checkpoint, boolean last, boolean best) {
    String name = checkpoint.getFileName().toString();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", name);
    keys.put("epoch", Long.valueOf(name.substring(0, name.indexOf('-'))));
    keys.put("step", step(name));
    keys.put("last", last);
    keys.put("best", best);
    keys.put("pinned", store().isPinned(checkpoint));
    return Json.tree(keys);
  }

  /** When the last one was saved. */
  public Optional<Instant> lastSaved() {
    try {
      Optional<Path> last = store().last();
      return last.isPresent()
          ? Optional.of(Files.getLastModifiedTime(last.get()).toInstant())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps a checkpoint until it is unpinned, whatever newer ones there are. */
  public void pin(String name) {
    try {
      store().pin(checkpoint(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it go its way. */
  public void unpin(String name) {
    try {
      store().unpin(checkpoint(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> directories() throws IOException {
    Path all = run.resolve(CHECKPOINTS);
    if (!Files.isDirectory(all, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(all)) {
      return entries
          .filter(path -> CHECKPOINT.matcher(path.getFileName().toString()).matches())
          .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted(
              (a, b) ->
                  Long.compare(step(a.getFileName().toString()), step(b.getFileName().toString())))
          .toList();
    }
  }

  private static long step(String name) {
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  private CheckpointStore store() {
    return CheckpointStore.of(run);
  }

  /**
   * A checkpoint's directory.
   *
   * @param name EPOCH-STEP, last or best
   */
  public Path checkpoint(String name) {
    RunName.checkpoint(name);
    try {
      Path path =
          switch (name) {
            case "last" -> store().last().orElseThrow(RunFiles::noCheckpoint);
            case "best" -> store().best().orElseThrow(RunFiles::noCheckpoint);
            default -> run.resolve(CHECKPOINTS).resolve(name);
          };
      if (!directories().contains(path)) {
        throw noCheckpoint();
      }
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Refusal noCheckpoint() {
    return new Refusal(HttpStatus.NOT_FOUND, "the run has no such checkpoint");
  }
}
