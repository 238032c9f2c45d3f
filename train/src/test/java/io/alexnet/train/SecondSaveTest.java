package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.alexnet.network.Tensor;
import io.alexnet.train.faulty.Damage;
import io.alexnet.train.faulty.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A second save of the same step with other contents, as two changed settings between two steps
 * make: whatever happens in it, the run continues from the old contents or from the new ones.
 */
class SecondSaveTest {
  private static final int KEPT = 3;
  private static final long OTHER = 99;

  @TempDir Path scratch;

  private Path begin(String name, int epochs) throws IOException {
    Path run = Files.createDirectory(scratch.resolve(name)).resolve("run");
    CheckpointStore store = new CheckpointStore(run, KEPT);
    store.prepare();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      store.save(Tiny.tensors(epoch), Tiny.state(epoch, 0.5));
    }
    return run;
  }

  private FaultyDisk copy(Path run, String name) throws IOException {
    Path from = Objects.requireNonNull(run.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = scratch.resolve(name).resolve(from.relativize(file));
        Files.copy(file, to, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return new FaultyDisk(scratch.resolve(name), scratch.resolve(name + "-lost"));
  }

  private static CheckpointStore store(FaultyDisk disk) {
    return new CheckpointStore(disk.root().resolve("run"), KEPT);
  }

  private static void saveAgain(CheckpointStore store, int epoch) throws IOException {
    store.save(Tiny.tensors(OTHER), Tiny.state(epoch, 0.4));
  }

  private int changes(Path run, int epoch) throws IOException {
    FaultyDisk disk = copy(run, "count");
    saveAgain(store(disk), epoch);
    return disk.operations().size();
  }

  /** Whether the second save ended. */
  private static boolean dieAt(FaultyDisk disk, int change, int epoch) throws IOException {
    disk.rule(
        operation -> {
          if (operation.number() == change) {
            disk.die();
          }
        });
    try {
      saveAgain(store(disk), epoch);
      return true;
    } catch (FaultyDisk.Death e) {
      return false;
    }
  }

  private static void requireOldOrNew(String name, Path run, int epoch, boolean ended)
      throws IOException {
    CheckpointStore store = new CheckpointStore(run, KEPT);
    store.prepare();
    Checkpoint found = store.newest((to, why) -> fail("%s: %s is broken: %s", name, to, why));
    assertThat(found.state().epoch()).as(name).isEqualTo(epoch);
    boolean isNew = found.state().lastEpoch().valTop1Error() == 0.4;
    assertThat(isNew || !ended).as(name).isTrue();
    for (Tensor tensor : Tiny.tensors(isNew ? OTHER : epoch)) {
      assertThat(found.tensors().get(tensor.name())).as(name).isEqualTo(tensor);
    }
    for (Path checkpoint : store.list()) {
      Checkpoint.open(checkpoint);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aDeathAtAnyChangeLeavesTheOldOrTheNew(int epochs) throws IOException {
    Path run = begin("before", epochs);
    int changes = changes(run, epochs);
    assertThat(changes).isGreaterThan(15);
    for (int change = 0; change <= changes; change++) {
      String name = "death-" + change;
      boolean ended = dieAt(copy(run, name), change, epochs);
      requireOldOrNew(name, scratch.resolve(name).resolve("run"), epochs, ended);
    }
  }

  @ParameterizedTest
  @EnumSource
  void powerLostAtAnyChangeLeavesTheOldOrTheNew(Damage damage) throws IOException {
    Path run = begin("before", 2);
    int changes = changes(run, 2);
    for (int change = 0; change <= changes; change++) {
      String name = "cut-" + change;
      FaultyDisk disk = copy(run, name);
      boolean ended = dieAt(disk, change, 2);
      disk.loseUnforced(damage, new SplittableRandom(change));
      requireOldOrNew(name, scratch.resolve(name).resolve("run"), 2, ended);
    }
  }

  @Test
  void aFailureOfAnyChangeLeavesTheOldOrTheNewToTheSameProcess() throws IOException {
    Path run = begin("before", 2);
    int changes = changes(run, 2);
    for (int change = 0; change < changes; change++) {
      int at = change;
      FaultyDisk disk = copy(run, "failure-" + change);
      disk.rule(
          operation -> {
            if (operation.number() == at) {
              throw new IOException("Input/output error");
            }
          });
      try {
        saveAgain(store(disk), 2);
      } catch (IOException e) {
        assertThat(e).hasMessage("Input/output error");
      }
      assertThat(store(disk).last().map(Path::getFileName).map(Path::toString))
          .as("change %d", change)
          .contains("002-00000020");
      requireOldOrNew("failure-" + change, disk.root().resolve("run"), 2, false);
    }
  }

  @Test
  void theOldContentsOfAPinnedStepAreKept() throws IOException {
    Path run = begin("pinned", 1);
    CheckpointStore store = new CheckpointStore(run, KEPT);
    store.pin(run.resolve("checkpoints/001-00000010"));
    saveAgain(store, 1);
    Path abandoned = run.resolve("checkpoints/001-00000010.abandoned");
    assertThat(CheckpointReader.state(abandoned).lastEpoch().valTop1Error()).isEqualTo(0.5);
    assertThat(Optional.of(Checkpoint.open(run).state().lastEpoch().valTop1Error()))
        .isEqualTo(Optional.of(0.4));
    assertThat(List.of(store.last(), store.best()))
        .containsOnly(Optional.of(run.resolve("checkpoints/001-00000010")));
  }
}
