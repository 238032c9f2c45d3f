package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path run;
  private final List<Journal.Entry> heard = new ArrayList<>();
  private Path file = Path.of("");
  private Journal journal = new Journal(file, Clock.systemUTC(), heard::add);

  @BeforeEach
  void open() {
    file = run.resolve("journal.jsonl");
    journal = new Journal(run, Clock.fixed(NOW, ZoneOffset.UTC), heard::add);
  }

  @Test
  void whatIsAppendedIsReadBack() throws IOException {
    Journal.Entry entry =
        journal.append("changed", 7, Map.of("by", "ada", "to", Map.of("dropout", 0.25)));
    assertThat(Journal.read(run)).containsExactly(entry);
    assertThat(heard).containsExactly(entry);
    assertThat(Files.readString(file))
        .startsWith("{\"time\":\"2026-01-02T03:04:05Z\",\"step\":7,\"event\":\"changed\",")
        .endsWith("}\n");
  }

  @Test
  void aRunWithoutAJournalHasNothingToTell() {
    assertThat(Journal.read(run)).isEmpty();
  }

  /** Also in the middle of a letter of two bytes. */
  @Test
  void whereverTheLastLineIsTornTheOthersAreReadAndTheNextBeginsALine() throws IOException {
    journal.append("started", 0, Map.of());
    long whole = Files.size(file);
    journal.append("paused", 3, Map.of("by", "Zoë"));
    byte[] bytes = Files.readAllBytes(file);
    for (int length = (int) whole + 1; length < bytes.length - 1; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(Journal.read(run)).extracting(Journal.Entry::event).containsExactly("started");
      journal.append("resumed", 0, Map.of());
      assertThat(Journal.read(run))
          .as("torn at byte %d", length)
          .extracting(Journal.Entry::event)
          .containsExactly("started", "resumed");
    }
  }

  @Test
  void noLineIsEverChanged() throws IOException {
    journal.append("started", 0, Map.of());
    Files.writeString(file, "{\"torn", StandardOpenOption.APPEND);
    String before = Files.readString(file, StandardCharsets.UTF_8);
    journal.append("resumed", 0, Map.of());
    assertThat(Files.readString(file)).startsWith(before + "\n");
  }

  @Test
  void whatCannotBeWrittenNowIsWrittenWithTheNextLine() throws IOException {
    Files.createDirectory(file);
    journal.appendWhenPossible("save-failed", 5, Map.of("reason", "disk full"));
    assertThat(heard).hasSize(1);
    Files.delete(file);
    journal.append("saved", 6, Map.of());
    journal.append("saved", 7, Map.of());
    assertThat(Journal.read(run)).isEqualTo(heard);
    assertThat(heard)
        .extracting(Journal.Entry::event)
        .containsExactly("save-failed", "saved", "saved");
  }
}
