package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DataAwayException;
import io.alexnet.common.UserException;
import io.alexnet.ingest.DamageLimits;
import io.alexnet.ingest.Tolerance;
import io.alexnet.train.Runs.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose data folder goes away loses no step and calls no image damaged. */
class DataAwayTest {
  private static final Tolerance PATIENT =
      new Tolerance(new DamageLimits(0.05, 0.2, 1), Duration.ofMinutes(5));
  private static final Tolerance IMPATIENT = new Tolerance(PATIENT.damage(), Duration.ZERO);

  private static List<String> undisturbed = List.of();

  @TempDir private Path directory;
  private Path data;
  private Path elsewhere;
  private Path run;

  @BeforeAll
  static void runUndisturbed(@TempDir Path directory) throws IOException {
    Path run = directory.resolve("run");
    Path images = Runs.folder(directory);
    Runs.train(Runs.request(images, run, Runs.SETTINGS).with(PATIENT), new Listener());
    undisturbed = Runs.digests(run);
  }

  @BeforeEach
  void folder() throws IOException {
    data = Runs.folder(directory);
    elsewhere = directory.resolve("elsewhere");
    run = directory.resolve("run");
  }

  private Training.Request request(Path to, Tolerance tolerance) {
    return Runs.request(data, to, Runs.SETTINGS).with(tolerance);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves the folder away after a step, or when validation begins. */
  private class Mover extends Listener {
    private final String at;

    Mover(String at) {
      this.at = at;
    }

    private void reached(String place) {
      if (place.equals(at) && Files.exists(data)) {
        move(data, elsewhere);
      }
    }

    @Override
    public void step(StepInfo step) {
      super.step(step);
      reached("step " + step.step() + " of epoch " + step.epoch());
    }

    @Override
    public void state(RunControl.State state) {
      super.state(state);
      reached(state.toString());
    }
  }

  /** Moves it back as soon as it is missed. */
  private final class MoverBack extends Mover {
    MoverBack(String at) {
      super(at);
    }

    @Override
    public synchronized void note(String line) {
      super.note(line);
      if (line.contains("is gone") && Files.exists(elsewhere)) {
        move(elsewhere, data);
      }
    }
  }

  private List<String> events() {
    return Journal.read(run).stream().map(Journal.Entry::event).toList();
  }

  private void assertOutlasts(String place) throws IOException {
    MoverBack mover = new MoverBack(place);

    Runs.train(request(run, PATIENT), mover);

    assertThat(Runs.digests(run)).isEqualTo(undisturbed);
    assertThat(mover.notes)
        .anyMatch(note -> note.startsWith("the data folder " + data + " is gone (no such file)"))
        .anyMatch(note -> note.startsWith("the data in " + data + " is back"));
    assertThat(events()).contains("data-away");
  }

  @Test
  void folderThatIsAwayForAMomentChangesNoBit() throws IOException {
    assertOutlasts("step 1 of epoch 2");
  }

  @Test
  void folderThatIsAwayDuringValidationChangesNoBit() throws IOException {
    assertOutlasts("VALIDATING");
  }

  private void assertLeavesAndGoesOn(String place, long step) throws IOException {

    assertThatThrownBy(() -> Runs.train(request(run, IMPATIENT), new Mover(place)))
        .isInstanceOf(DataAwayException.class)
        .hasMessageContaining("the data folder " + data + " is gone")
        .message()
        .doesNotContain("damaged");

    List<Journal.Entry> journal = Journal.read(run);
    assertThat(journal.get(journal.size() - 1).event()).isEqualTo("data-away");
    assertThat(journal.get(journal.size() - 1).step()).isGreaterThanOrEqualTo(step);
    assertThat(Checkpoint.open(run.resolve("checkpoints/last")).state().step())
        .as("the last finished step is saved")
        .isEqualTo(journal.get(journal.size() - 1).step());
    assertThat(run.resolve("quarantine.jsonl"))
        .satisfiesAnyOf(
            file -> assertThat(file).doesNotExist(),
            file -> assertThat(file).content().doesNotContain("no such file"));

    assertThatThrownBy(() -> Runs.train(request(run, IMPATIENT), new Listener()))
        .as("while it is still away")
        .isInstanceOf(DataAwayException.class);

    move(elsewhere, data);
    Runs.train(request(run, IMPATIENT), new Listener());
    assertThat(Runs.digests(run)).isEqualTo(undisturbed);
  }

  @Test
  void runWhoseFolderStaysAwaySavesAndGoesOnLater() throws IOException {
    assertLeavesAndGoesOn("step 1 of epoch 2", Runs.STEPS_PER_EPOCH + 1L);
  }

  @Test
  void runWhoseFolderStaysAwayInValidationSavesAndGoesOnLater() throws IOException {
    assertLeavesAndGoesOn("VALIDATING", Runs.STEPS_PER_EPOCH);
  }

  @Test
  void newRunWithoutItsFolderIsAMistake() throws IOException {
    move(data, elsewhere);
    assertThatThrownBy(() -> Runs.train(request(run, PATIENT), new Listener()))
        .isExactlyInstanceOf(UserException.class);
  }

  @Test
  void firstPassListsEveryUnreadableImage() throws IOException {
    for (Path image : images().subList(0, 3)) {
      Files.write(image, new byte[0]);
    }
    Tolerance usual = new Tolerance(DamageLimits.ofCount(1), Duration.ZERO);

    assertThatThrownBy(() -> Runs.train(request(run, usual), new Listener()))
        .isExactlyInstanceOf(UserException.class)
        .hasMessageContainingAll(
            "images cannot be read, more than the 1 allowed",
            run.resolve("quarantine.jsonl") + " lists them with reasons",
            "--max-damaged");
    assertThat(run.resolve("quarantine.jsonl")).content().contains("empty file");
    long listed = Files.readAllLines(run.resolve("quarantine.jsonl")).size();
    Tolerance enough = new Tolerance(DamageLimits.ofCount((int) listed), Duration.ZERO);
    assertThat(Runs.train(request(run, enough), new Listener()).stopped()).isFalse();
  }

  private List<Path> images() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
  }
}
