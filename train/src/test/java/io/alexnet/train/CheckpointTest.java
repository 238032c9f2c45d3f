package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Parameter;
import io.alexnet.network.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckpointTest {
  @TempDir static Path shared;
  @TempDir static Path copies;
  private Path run = Path.of("");
  private Path copy = Path.of("");
  private int copied;

  @BeforeAll
  void train() throws IOException {
    run = shared.resolve("run");
    Runs.train(Runs.store(Runs.folder(shared), shared.resolve("store")), run);
  }

  @BeforeEach
  void copy() throws IOException {
    copy = copies.resolve("copy" + copied++);
    Files.createDirectory(copy);
    try (Stream<Path> files = Files.list(run.resolve("checkpoints/last/"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void networkComesBackBitForBit() {
    Checkpoint checkpoint = Checkpoint.open(copy);
    try (AlexNet network = checkpoint.network()) {
      for (Parameter parameter : network.parameters()) {
        assertThat(network.weight(parameter)).isEqualTo(checkpoint.tensors().get(parameter.name()));
        assertThat(network.momentum(parameter).values())
            .as("momentum of %s", parameter.name())
            .isEqualTo(
                Objects.requireNonNull(checkpoint.tensors().get("momentum." + parameter.name()))
                    .values());
      }
    }
    assertThat(checkpoint.settings()).isEqualTo(Runs.SETTINGS);
    assertThat(checkpoint.classes().size()).isEqualTo(10);
    assertThat(checkpoint.statistics().side()).isEqualTo(72);
  }

  @Test
  void sha256sumAcceptsIt() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sha256sum", "-c", "SHA256SUMS")
            .directory(copy.toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aRunOpensAtItsBestCheckpoint() throws IOException {
    assertThat(Checkpoint.open(run).directory())
        .isEqualTo(run.resolve("checkpoints/best").toRealPath());
  }

  @Test
  void aRunCanBeMoved() throws IOException {
    Path moved = shared.resolve("moved");
    Files.move(run, moved);
    assertThat(Checkpoint.open(moved).state().epoch()).isPositive();
    Files.move(moved, run);
  }

  private void assertDamaged() {
    assertThatThrownBy(() -> Checkpoint.open(copy))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(copy.getFileName().toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void aNewerFormatIsRefusedByName() throws IOException {
    edit("\"version\" : 2", "\"version\" : 3");
    assertThatThrownBy(() -> Checkpoint.open(copy)).hasMessageContaining("format version 3");
  }

  @Test
  void aStateThatCannotBeIsRefusedInOneLine() throws IOException {
    edit("\"removed_layers\" : [ ]", "\"removed_layers\" : [ \"conv9\" ]");
    assertDamaged();
  }

  @Test
  void tensorsOfAnotherNetworkAreRefusedByName() throws IOException {
    edit("\"preset\" : \"mini\"", "\"preset\" : \"paper\"");
    assertThatThrownBy(() -> Checkpoint.open(copy))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("conv1.weight [96, 3, 11, 11]");
  }

  /** Edits the state and makes the digests right again. */
  private void edit(String from, String to) throws IOException {
    Path state = copy.resolve("state.json");
    String text = Files.readString(state);
    assertThat(text).contains(from);
    Files.writeString(state, text.replace(from, to));
    String sums =
        DurableFiles.sha256(copy.resolve("model.safetensors"))
            + "  model.safetensors\n"
            + DurableFiles.sha256(state)
            + "  state.json\n";
    Files.writeString(copy.resolve("SHA256SUMS"), sums, StandardOpenOption.TRUNCATE_EXISTING);
  }

  @Test
  void aPlaceWithoutCheckpointIsSaidToHaveNone() {
    assertThatThrownBy(() -> Checkpoint.open(shared.resolve("nowhere")))
        .hasMessageContaining("is not a directory");
    assertThatThrownBy(() -> Checkpoint.open(shared.resolve("store")))
        .hasMessageContaining("holds no checkpoint");
  }

  @Test
  void modelIsAnOrdinarySafetensorsFile() {
    assertThat(SafeTensors.read(copy.resolve("model.safetensors")))
        .containsKeys("conv1.weight", "fc8.bias", "momentum.conv1.weight", "input.mean_image");
  }
}
