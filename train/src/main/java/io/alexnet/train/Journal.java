package io.alexnet.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What happened to a run: journal.jsonl, one JSON object a line. Appended to and forced to disk,
 * never rewritten: what is taken again after a crash stays in it twice.
 *
 * <p>Written by one thread.
 */
public final class Journal {
  static final String FILE = "journal.jsonl";

  private static final int MOST_LATE = 100;

  private final Path file;
  private final Clock clock;
  private final Consumer<Entry> heard;
  private final ArrayDeque<Entry> late = new ArrayDeque<>();

  /**
   * @param run directory of the run
   * @param heard is told of every line appended
   */
  Journal(Path run, Clock clock, Consumer<Entry> heard) {
    this.file = run.resolve(FILE);
    this.clock = clock;
    this.heard = heard;
  }

  /**
   * A line.
   *
   * @param time when
   * @param step steps taken by then
   * @param event what happened, such as "changed"
   * @param details by name, as JSON has them: texts, numbers, truth values, lists, maps
   */
  public record Entry(Instant time, long step, String event, Map<String, Object> details) {
    public Entry {
      details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    private String line() {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("time", time.toString());
      line.put("step", step);
      line.put("event", event);
      line.putAll(details);
      return RunText.line(line) + "\n";
    }

    private static Optional<Entry> of(String line) {
      try {
        Map<String, Object> values = RunText.LINE.readValue(line, new TypeReference<>() {});
        if (values.remove("time") instanceof String time
            && values.remove("step") instanceof Number step
            && values.remove("event") instanceof String event) {
          return Optional.of(new Entry(Instant.parse(time), step.longValue(), event, values));
        }
      } catch (JsonProcessingException | DateTimeException e) {
        // Torn by a crash.
      }
      return Optional.empty();
    }
  }

  /**
   * All that a run's journal says, in order; lines torn by a crash are left out.
   *
   * @param run its directory; nothing is said of one without a journal
   */
  public static List<Entry> read(Path run) {
    Path file = run.resolve(FILE);
    List<Entry> entries = new ArrayList<>();
    try {
      LineFile.read(file).forEach(line -> Entry.of(line).ifPresent(entries::add));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UserException("%s cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
    return entries;
  }

  /** Appends, durably. */
  synchronized Entry append(String event, long step, Map<String, ?> details) throws IOException {
    Entry entry = new Entry(clock.instant(), step, event, new LinkedHashMap<>(details));
    List<Entry> entries = new ArrayList<>(late);
    entries.add(entry);
    LineFile.append(file, entries.stream().map(Entry::line).collect(Collectors.joining()));
    late.clear();
    heard.accept(entry);
    return entry;
  }

  /**
   * Appends what must not end the run if it cannot be written, such as that the disk is full: then
   * it is kept for the next time that anything is appended.
   */
  synchronized Entry appendWhenPossible(String event, long step, Map<String, ?> details) {
    try {
      return append(event, step, details);
    } catch (IOException e) {
      Entry entry = new Entry(clock.instant(), step, event, new LinkedHashMap<>(details));
      if (late.size() == MOST_LATE) {
        late.remove();
      }
      late.add(entry);
      heard.accept(entry);
      return entry;
    }
  }
}
