package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.train.faulty.FaultyDisk;
import io.alexnet.train.faulty.FaultyDisk.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems without symbolic links, such as exFAT, and clean-ups that fail. */
class NoLinksTest {
  @TempDir Path directory;
  private FaultyDisk disk;

  @BeforeEach
  void refuseLinks() throws IOException {
    Path real = Files.createDirectory(directory.resolve("disk"));
    disk = new FaultyDisk(real, directory.resolve("lost"));
    disk.rule(operation -> refuse(operation, Kind.CREATE_LINK, ".*"));
    store().prepare();
  }

  private static void refuse(FaultyDisk.Operation operation, Kind kind, String path)
      throws IOException {
    if (operation.is(kind, path)) {
      throw new FileSystemException(operation.path(), null, "Operation not permitted");
    }
  }

  private CheckpointStore store() {
    return new CheckpointStore(disk.root().resolve("run"), 2);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory.resolve("disk/run/checkpoints"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private CheckpointStore.Saved save(int epoch, double error) throws IOException {
    return store().save(Tiny.tensors(epoch), Tiny.state(epoch, error));
  }

  @Test
  void everySaveSucceedsWithANoteAndOldOnesAreDeletedButNeverTheBest() throws IOException {
    for (int epoch = 1; epoch <= 8; epoch++) {
      assertThat(save(epoch, epoch == 3 ? 0.1 : 0.5).note())
          .isEqualTo("the links last and best cannot be made: no permission");
    }
    assertThat(names()).containsExactly("003-00000030", "007-00000070", "008-00000080");
  }

  @Test
  void bestAndLastAreFoundByNameAndTheRunContinues() throws IOException {
    save(1, 0.1);
    save(2, 0.5);
    CheckpointStore store = store();
    assertThat(store.named("best").getFileName()).hasToString("001-00000010");
    assertThat(store.named("last").getFileName()).hasToString("002-00000020");
    assertThat(Checkpoint.open(disk.root().resolve("run")).state().epoch()).isEqualTo(1);
    assertThat(store.newest((to, why) -> {}).state().epoch()).isEqualTo(2);
    store.abandonAfter(store.named("best"));
    assertThat(store.newest((to, why) -> {}).state().epoch()).isEqualTo(1);
  }

  @Test
  void aCleanUpThatFailsIsANoteAndTheNextSaveCatchesUp() throws IOException {
    disk.rule(operation -> refuse(operation, Kind.RENAME, "run/checkpoints/\\d.*"));
    for (int epoch = 1; epoch <= 4; epoch++) {
      assertThat(save(epoch, 0.9 - 0.1 * epoch).note())
          .isEqualTo(epoch <= 2 ? "" : "older checkpoints cannot be deleted: no permission");
    }
    assertThat(names()).hasSize(6);
    disk.rule(operation -> {});
    assertThat(save(5, 0.3).note()).isEmpty();
    assertThat(names()).containsExactly("004-00000040", "005-00000050", "best", "last");
  }
}
