package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir Path run;
  private final Map<String, String> setAside = new LinkedHashMap<>();

  @BeforeEach
  void prepare() throws IOException {
    store(3).prepare();
  }

  private CheckpointStore store(int kept) {
    return new CheckpointStore(run, kept);
  }

  private static Path save(CheckpointStore store, int epoch, double error) throws IOException {
    return store.save(Tiny.tensors(epoch), Tiny.state(epoch, error)).directory();
  }

  private Checkpoint newest() throws IOException {
    return store(3).newest((to, why) -> setAside.put(to.getFileName().toString(), why));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(run.resolve("checkpoints"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNewestTheBestAndThePinnedAreKeptWhateverTheLengthOfTheirNumbers() throws IOException {
    CheckpointStore store = store(3);
    for (int epoch = 995; epoch <= 1002; epoch++) {
      Path saved = save(store, epoch, epoch == 997 ? 0.1 : 0.5);
      if (epoch == 996) {
        store.pin(saved);
        assertThat(store.isPinned(saved)).isTrue();
      }
    }
    assertThat(names())
        .containsExactlyInAnyOrder(
            "996-00009960",
            "996-00009960.pinned",
            "997-00009970",
            "1000-00010000",
            "1001-00010010",
            "1002-00010020",
            "last",
            "best");
    assertThat(Checkpoint.open(run.resolve("checkpoints/last")).state().epoch()).isEqualTo(1002);
    assertThat(Checkpoint.open(run).state().epoch()).isEqualTo(997);

    store.unpin(run.resolve("checkpoints/996-00009960"));
    save(store, 1003, 0.5);
    assertThat(names()).doesNotContain("996-00009960", "996-00009960.pinned", "1000-00010000");
  }

  @Test
  void aDamagedOneIsSetAsideAndTheOneBeforeIsUsed() throws IOException {
    for (int epoch = 1; epoch <= 3; epoch++) {
      save(store(3), epoch, 0.5);
    }
    damage("003-00000030");
    Files.delete(run.resolve("checkpoints/002-00000020/model.safetensors"));
    assertThat(newest().state().epoch()).isEqualTo(1);
    assertThat(setAside)
        .containsExactly(
            Map.entry("003-00000030.broken", "model.safetensors is not what SHA256SUMS says"),
            Map.entry("002-00000020.broken", "model.safetensors is missing"));
    assertThat(names())
        .containsExactly(
            "001-00000010", "002-00000020.broken", "003-00000030.broken", "best", "last");
    assertThat(Checkpoint.open(run.resolve("checkpoints/last")).state().epoch()).isEqualTo(1);
  }

  private void damage(String name) throws IOException {
    Files.writeString(
        run.resolve("checkpoints").resolve(name).resolve("model.safetensors"),
        "x",
        StandardOpenOption.APPEND);
  }

  @Test
  void whereNoneIsWholeThereIsNoFreshStart() throws IOException {
    assertThat(store(3).isEmpty()).isTrue();
    save(store(3), 1, 0.5);
    damage("001-00000010");
    for (int start = 0; start < 2; start++) {
      assertThat(store(3).isEmpty()).isFalse();
      assertThatThrownBy(this::newest)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("none is whole")
          .hasMessageNotContaining("\n");
    }
    assertThat(setAside).hasSize(1);
  }

  @Test
  void linksThatWereLostAreMade() throws IOException {
    save(store(3), 1, 0.25);
    save(store(3), 2, 0.5);
    Files.delete(run.resolve("checkpoints/last"));
    Files.delete(run.resolve("checkpoints/best"));
    Files.createSymbolicLink(run.resolve("checkpoints/best"), Path.of("000-00000000"));
    assertThat(Checkpoint.open(run).state().epoch()).isEqualTo(1);
    assertThat(newest().state().epoch()).isEqualTo(2);
    assertThat(Checkpoint.open(run).state().epoch()).isEqualTo(1);
    assertThat(Files.readSymbolicLink(run.resolve("checkpoints/last"))).hasToString("002-00000020");
  }

  @Test
  void theSameCheckpointIsNotWrittenTwiceAndABrokenOneOfItsNameIsSetAside() throws IOException {
    Path saved = save(store(3), 1, 0.5);
    Object inode = Files.getAttribute(saved, "unix:ino");
    assertThat(save(store(3), 1, 0.5)).isEqualTo(saved);
    assertThat(Files.getAttribute(saved, "unix:ino")).isEqualTo(inode);

    damage("001-00000010");
    save(store(3), 1, 0.5);
    assertThat(newest().state().epoch()).isEqualTo(1);
    assertThat(names()).contains("001-00000010", "001-00000010.broken");
  }

  @Test
  void goingOnFromAnEarlierOneAbandonsTheLater() throws IOException {
    for (int epoch = 1; epoch <= 3; epoch++) {
      save(store(3), epoch, 0.5 - 0.1 * epoch);
    }
    store(3).abandonAfter(run.resolve("checkpoints/001-00000010"));
    assertThat(names())
        .containsExactly(
            "001-00000010", "002-00000020.abandoned", "003-00000030.abandoned", "best", "last");
    assertThat(Checkpoint.open(run).state().epoch()).isEqualTo(1);
    store(1).save(Tiny.tensors(9), Tiny.state(2, 0.5));
    assertThat(newest().state().epoch()).isEqualTo(2);
  }

  @Test
  void anAbandonedOneIsDeletedOnceTheOtherWayHasComeAsFarUnlessItIsPinned() throws IOException {
    for (int epoch = 1; epoch <= 4; epoch++) {
      save(store(9), epoch, 0.5);
    }
    store(9).pin(run.resolve("checkpoints/003-00000030"));
    store(9).abandonAfter(run.resolve("checkpoints/001-00000010"));
    store(9).prepare();
    assertThat(names())
        .contains("002-00000020.abandoned", "003-00000030.abandoned", "004-00000040.abandoned");

    store(9).save(Tiny.tensors(8), Tiny.state(2, 0.5));
    assertThat(names()).doesNotContain("002-00000020.abandoned").contains("004-00000040.abandoned");
    store(9).save(Tiny.tensors(9), Tiny.state(4, 0.5));
    assertThat(names())
        .containsExactly(
            "001-00000010",
            "002-00000020",
            "003-00000030.abandoned",
            "003-00000030.pinned",
            "004-00000040",
            "best",
            "last");
  }

  @Test
  void whatADeadProcessLeftIsSweptByTheNextThatHoldsTheRunAndByNoReader() throws IOException {
    save(store(3), 1, 0.5);
    Path partial = Files.createDirectory(run.resolve("checkpoints/.002-00000020.partial"));
    Files.writeString(partial.resolve("model.safetensors"), "half");
    Files.createDirectory(run.resolve("checkpoints/.000-00000000.deleted"));
    Files.createSymbolicLink(run.resolve("checkpoints/.last.tmp"), Path.of("001-00000010"));
    Checkpoint.open(run);
    assertThat(partial).exists();
    store(3).prepare();
    assertThat(names()).containsExactly("001-00000010", "best", "last");
  }
}
