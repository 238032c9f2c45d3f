package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.network.Preset;
import io.alexnet.network.Tensor;
import io.alexnet.train.faulty.FaultyDisk;
import io.alexnet.train.faulty.FaultyDisk.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full, read-only or failing: a save fails, and that is all that happens. */
class FailingDiskTest {
  private static final int STEP = 64 << 10;

  private final Path run;
  private final FaultyDisk disk;
  private final CheckpointStore store;

  FailingDiskTest(@TempDir Path directory) throws IOException {
    disk = new FaultyDisk(directory, directory.resolveSibling(directory.getFileName() + "-lost"));
    store = new CheckpointStore(disk.root().resolve("run"), 1);
    run = directory.resolve("run");
  }

  @BeforeEach
  void saveFirst() throws IOException {
    store.prepare();
    save(1);
  }

  private void save(int epoch) throws IOException {
    store.save(Tiny.tensors(epoch), Tiny.state(epoch, 0.5));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(run.resolve("checkpoints"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private int newest() throws IOException {
    return store.newest((to, why) -> {}).state().epoch();
  }

  @Test
  void fullAtEverySixtyFourKibibytesItFailsAndTheNextSaveIsGood() throws IOException {
    TrainSettings mini = TrainSettings.of(Preset.MINI);
    List<Tensor> tensors = Tiny.tensors(mini.network().network(2), 1);
    long size = 4L * tensors.stream().mapToLong(tensor -> tensor.values().capacity()).sum();
    List<String> before = names();
    for (long room = 0; room < size; room += STEP) {
      disk.room(room);
      assertThatThrownBy(() -> store.save(tensors, Tiny.state(mini, 2, 20, 0, 0.5)))
          .as("%d bytes left", room)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left on device");
      assertThat(names()).isEqualTo(before);
      disk.room(Long.MAX_VALUE);
    }
    store.save(tensors, Tiny.state(mini, 2, 20, 0, 0.5));
    assertThat(newest()).isEqualTo(2);
    assertThat(size / STEP).isGreaterThan(100);
  }

  static Stream<IOException> errors() {
    return Stream.of(
        new IOException("Input/output error"),
        new FileSystemException("x", null, "Read-only file system"),
        new AccessDeniedException("x"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void aFailureOfAnyChangeFailsTheSaveAndTheNextOneIsGood(IOException error) throws IOException {
    int before = disk.operations().size();
    save(2);
    int changes = disk.operations().size() - before;
    int epoch = 3;
    int failures = 0;
    for (int change = 0; change < changes; change++) {
      int at = disk.operations().size() + change;
      disk.rule(
          operation -> {
            if (operation.number() == at) {
              throw error;
            }
          });
      failures += saves(epoch, error) ? 0 : 1;
      disk.rule(operation -> {});
      assertThat(newest()).as("change %d", change).isIn(epoch - 1, epoch);
      save(epoch + 1);
      assertThat(newest()).as("change %d", change).isEqualTo(epoch + 1);
      store.prepare();
      assertThat(names()).allMatch(name -> name.matches("\\d+-\\d+|last|best"));
      epoch += 2;
    }
    assertThat(failures).isGreaterThan(10);
  }

  private boolean saves(int epoch, IOException error) {
    try {
      save(epoch);
      return true;
    } catch (IOException e) {
      assertThat(e).hasMessage(error.getMessage());
      return false;
    }
  }

  @Test
  void whereNothingCanBeChangedAnyMoreWhatWasThereStays() throws IOException {
    boolean saved = false;
    for (int from = 0; !saved; from++) {
      int at = disk.operations().size() + from;
      IOException error = new FileSystemException("x", null, "Read-only file system");
      disk.rule(
          operation -> {
            if (operation.number() >= at) {
              throw new FileSystemException("x", null, "Read-only file system");
            }
          });
      saved = saves(2, error);
      disk.rule(operation -> {});
      assertThat(newest()).isIn(1, 2);
    }
    save(3);
    assertThat(newest()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "state.json", "SHA256SUMS", ""})
  void aFileWhoseForcingFailedIsNeverWrittenOrForcedAgain(String file) throws IOException {
    String pattern = "run/checkpoints/\\.002-00000020\\.partial/?" + file;
    disk.rule(
        operation -> {
          if (operation.is(Kind.FORCE, pattern)) {
            throw new IOException("Input/output error");
          }
        });
    assertThatThrownBy(() -> save(2)).hasMessage("Input/output error");
    disk.rule(operation -> {});
    save(2);
    List<Kind> afterwards =
        disk.operations().stream()
            .dropWhile(operation -> !operation.is(Kind.FORCE, pattern))
            .skip(1)
            .filter(operation -> operation.path().matches(pattern))
            .map(FaultyDisk.Operation::kind)
            .toList();
    assertThat(afterwards).startsWith(Kind.DELETE);
    assertThat(afterwards.subList(0, afterwards.lastIndexOf(Kind.FORCE)))
        .containsAnyOf(Kind.CREATE_FILE, Kind.CREATE_DIRECTORY);
    assertThat(newest()).isEqualTo(2);
  }
}
