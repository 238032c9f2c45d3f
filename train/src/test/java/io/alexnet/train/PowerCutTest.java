package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.alexnet.network.Tensor;
import io.alexnet.train.faulty.Damage;
import io.alexnet.train.faulty.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that dies, or power that goes, before any of the changes that a save makes to the disk:
 * afterwards the run is where it was before or where it is after, never anywhere else.
 */
class PowerCutTest {
  private static final int SEEDS = 4;
  private static final int KEPT = 2;

  /** The best, one that the save is to delete, and the newest. */
  private static final List<Double> ERRORS = List.of(0.1, 0.4, 0.3);

  private static final int OLD = ERRORS.size();
  private static final int NEW = OLD + 1;

  @TempDir Path scratch;

  private static void save(Path run, int epoch, double error) throws IOException {
    new CheckpointStore(run, KEPT).save(Tiny.tensors(epoch), Tiny.state(epoch, error));
  }

  /** A run before the save. */
  @BeforeEach
  void begin() throws IOException {
    Path run = Files.createDirectory(scratch.resolve("before")).resolve("run");
    new CheckpointStore(run, KEPT).prepare();
    for (int epoch = 1; epoch <= OLD; epoch++) {
      save(run, epoch, ERRORS.get(epoch - 1));
    }
  }

  /** A copy of it. */
  private void run(String name) throws IOException {
    Path before = scratch.resolve("before");
    try (Stream<Path> files = Files.walk(before)) {
      for (Path file : files.toList()) {
        Path copy = scratch.resolve(name).resolve(before.relativize(file));
        Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** A disk that dies before a change; whether the save got to its end first. */
  private static boolean saveUntil(FaultyDisk disk, int change, boolean first) throws IOException {
    disk.rule(
        operation -> {
          if (operation.number() == change) {
            disk.die();
          }
        });
    try {
      Path run = disk.root().resolve("run");
      if (first) {
        new CheckpointStore(run, KEPT).prepare();
      }
      save(run, NEW, 0.2);
      return true;
    } catch (FaultyDisk.Death e) {
      return false;
    }
  }

  private FaultyDisk disk(String name) throws IOException {
    Path real = Files.createDirectories(scratch.resolve(name));
    return new FaultyDisk(real, scratch.resolve(name + "-lost"));
  }

  private int changesOfASave() throws IOException {
    run("count");
    FaultyDisk disk = disk("count");
    assertThat(saveUntil(disk, Integer.MAX_VALUE, false)).isTrue();
    return disk.operations().size();
  }

  @ParameterizedTest
  @EnumSource
  void powerLostAtAnyChangeLeavesTheOldOrTheNew(Damage damage) throws IOException {
    int changes = changesOfASave();
    assertThat(changes).isGreaterThan(30);
    IntStream.rangeClosed(0, changes)
        .parallel()
        .forEach(
            change -> {
              for (int seed = 0; seed < SEEDS; seed++) {
                cut("%s-%d-%d".formatted(damage, change, seed), change, Optional.of(damage), seed);
              }
            });
  }

  @Test
  void aDeathAtAnyChangeLeavesTheOldOrTheNew() throws IOException {
    int changes = changesOfASave();
    for (int change = 0; change <= changes; change++) {
      cut("death-" + change, change, Optional.empty(), 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyMomentWithANameComesInASave(SaveMoment moment) throws IOException {
    // The best moves in this one, and the one before it is deleted.
    run("moments");
    FaultyDisk disk = disk("moments");
    new CheckpointStore(disk.root().resolve("run"), 1)
        .save(Tiny.tensors(NEW), Tiny.state(NEW, 0.05));
    assertThat(disk.operations()).anyMatch(moment::is);
  }

  private void cut(String name, int change, Optional<Damage> damage, int seed) {
    try {
      run(name);
      FaultyDisk disk = disk(name);
      boolean ended = saveUntil(disk, change, false);
      if (damage.isPresent()) {
        disk.loseUnforced(damage.get(), new SplittableRandom(1000L * change + seed));
      }
      Path again = new FaultyDisk(scratch.resolve(name), scratch.resolve(name + "-after")).root();
      requireOldOrNew(name, again.resolve("run"), ended);
      if (seed == 0) {
        save(again.resolve("run"), NEW + 1, 0.5);
        assertThat(new CheckpointStore(again.resolve("run"), KEPT).list())
            .last()
            .asString()
            .endsWith("005-00000050");
      }
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private static void requireOldOrNew(String name, Path run, boolean ended) throws IOException {
    CheckpointStore store = new CheckpointStore(run, KEPT);
    store.prepare();
    Checkpoint found = store.newest((to, why) -> fail("%s: %s is broken: %s", name, to, why));
    int epoch = found.state().epoch();
    assertThat(epoch).as(name).isIn(ended ? List.of(NEW) : List.of(OLD, NEW));
    for (Tensor tensor : Tiny.tensors(epoch)) {
      assertThat(found.tensors().get(tensor.name())).as(name).isEqualTo(tensor);
    }
    for (Path checkpoint : store.list()) {
      Checkpoint.open(checkpoint);
    }
    assertThat(Checkpoint.open(run).state().epoch()).as("best of " + name).isEqualTo(1);
  }

  /** There, losing all is right: until the first save has ended there is nothing to go on from. */
  @ParameterizedTest
  @EnumSource
  void powerLostInTheVeryFirstSaveLeavesNothingOrIt(Damage damage) throws IOException {
    int change = 0;
    for (boolean ended = false; !ended; change++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        String name = "first-%s-%d-%d".formatted(damage, change, seed);
        FaultyDisk disk = disk(name);
        ended = saveUntil(disk, change, true);
        disk.loseUnforced(damage, new SplittableRandom(seed));
        Path again = new FaultyDisk(scratch.resolve(name), scratch.resolve(name + "-after")).root();
        CheckpointStore store = new CheckpointStore(again.resolve("run"), KEPT);
        store.prepare();
        if (ended || !store.isEmpty()) {
          assertThat(store.newest((to, why) -> fail(name + why)).state().epoch())
              .as(name)
              .isEqualTo(NEW);
        }
      }
    }
    assertThat(change).isGreaterThan(20);
  }

  /** That the disk loses what it may: without forcing, files come out damaged. */
  @Test
  void whatIsNotForcedIsLost() throws IOException {
    FaultyDisk disk = disk("unforced");
    Path file = Files.writeString(disk.root().resolve("a"), "text");
    assertThat(file).hasContent("text");
    disk.loseUnforced(Damage.EMPTIED, new SplittableRandom(3));
    Path real = scratch.resolve("unforced/a");
    assertThat(Files.notExists(real) || Files.size(real) == 0).isTrue();
    assertThatThrownBy(() -> Files.size(file)).isInstanceOf(FaultyDisk.Death.class);
  }
}
