package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.network.AlexNet;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Parameter;
import io.alexnet.network.Snapshot;
import io.alexnet.network.Tensor;
import io.alexnet.train.faulty.FaultyDisk;
import io.alexnet.train.faulty.FaultyDisk.Kind;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavesTest {
  private static final NetworkSpec SPEC = Tiny.SETTINGS.network().network(2);

  private final FaultyDisk disk;
  private final AlexNet network = new AlexNet(SPEC, 1);
  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<TrainListener.SaveInfo> saved = new ArrayList<>();
  private final Saves saves;

  SavesTest(@TempDir Path directory) throws IOException {
    disk = new FaultyDisk(directory, directory.resolveSibling(directory.getFileName() + "-lost"));
    saves = saves(Duration.ZERO);
  }

  private Saves saves(Duration patience) throws IOException {
    CheckpointStore store = new CheckpointStore(disk.root().resolve("run"), 3);
    store.prepare();
    List<Tensor> tiny = Tiny.tensors(1);
    return new Saves(
        store,
        new Snapshot(SPEC),
        tiny.get(tiny.size() - 1),
        Optional.empty(),
        patience,
        new Saves.Listener() {
          @Override
          public void saved(TrainListener.SaveInfo save) {
            saved.add(save);
          }

          @Override
          public void saveFailed(long step, String reason) {
            failures.add(step + ": " + reason);
          }

          @Override
          public void note(String line) {
            notes.add(line);
          }
        });
  }

  @AfterEach
  void close() {
    saves.close();
    network.close();
  }

  private void fill(float value) {
    for (Parameter parameter : network.parameters()) {
      float[] values = new float[(int) parameter.length()];
      Arrays.fill(values, value);
      Tensor tensor = new Tensor(parameter.name(), parameter.shape(), FloatBuffer.wrap(values));
      network.setWeights(tensor);
      network.setMomentum(tensor);
    }
  }

  private static float anyOf(Path checkpoint, String tensor) {
    Map<String, Tensor> tensors = Checkpoint.open(checkpoint).tensors();
    return Optional.ofNullable(tensors.get(tensor)).orElseThrow().values().get(0);
  }

  /** The disk stands still; training does not, and what it does is not in the checkpoint. */
  @Test
  void trainingGoesOnWhileTheStateOfTheMomentIsWritten() throws Exception {
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    disk.rule(
        operation -> {
          if (operation.is(Kind.CREATE_FILE, ".*/model\\.safetensors") && letGo.getCount() > 0) {
            forcing.countDown();
            awaitQuietly(letGo);
          }
        });
    fill(1);
    saves.begin(network, Tiny.state(1, 0.5));
    forcing.await();
    fill(2);
    saves.poll();
    assertThat(saves.isBusy()).isTrue();
    letGo.countDown();
    Path first = saves.requireLatest();
    saves.begin(network, Tiny.state(2, 0.5));
    Path second = saves.requireLatest();

    assertThat(anyOf(first, "conv1.weight")).isEqualTo(1);
    assertThat(anyOf(first, "momentum.fc4.weight")).isEqualTo(1);
    assertThat(anyOf(second, "conv1.weight")).isEqualTo(2);
    assertThat(failures).isEmpty();
  }

  /** So that a death after the next step costs no more than what was trained before this save. */
  @Test
  void aQuickSaveIsVerifiedBeforeTrainingGoesOn() throws IOException {
    try (Saves patient = saves(Duration.ofMinutes(5))) {
      fill(1);
      patient.begin(network, Tiny.state(1, 0.5));
      assertThat(patient.isBusy()).isFalse();
      disk.room(0);
      patient.begin(network, Tiny.state(2, 0.5));
      assertThat(patient.isBusy()).as("one that fails").isFalse();
      patient.await();
      assertThat(failures).containsExactly("20: the disk is full");
      assertThat(saved).hasSize(1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(5, TimeUnit.MINUTES)) {
        throw new IOException("nobody let go");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void everySaveThatWasAskedForIsMade() throws IOException {
    for (int epoch = 1; epoch <= 3; epoch++) {
      saves.begin(network, Tiny.state(epoch, 0.5));
    }
    assertThat(saves.requireLatest()).hasFileName("003-00000030");
    assertThat(new CheckpointStore(disk.root().resolve("run"), 3).list()).hasSize(3);
  }

  @Test
  void whatIsOnDiskIsHeardOfWithItsSizeAndHowLongItTook() throws IOException {
    long begun = System.nanoTime();
    saves.begin(network, Tiny.state(1, 0.5));
    Path checkpoint = saves.requireLatest();
    long bytes = 0;
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        bytes += Files.readAllBytes(file).length;
      }
    }
    assertThat(saved).hasSize(1);
    assertThat(saved.get(0).step()).isEqualTo(10);
    assertThat(saved.get(0).bytes()).isEqualTo(bytes);
    assertThat(saved.get(0).took()).isBetween(Duration.ofNanos(1), since(begun));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  @Test
  void aFailureIsHeardOfOnceAndTheNextSaveMakesItGood() {
    disk.room(5000);
    saves.begin(network, Tiny.state(1, 0.5));
    assertThat(saves.hasFailed()).isTrue();
    assertThatThrownBy(saves::requireLatest)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the disk is full")
        .hasMessageNotContaining("\n");
    saves.poll();
    assertThat(failures).containsExactly("10: the disk is full");

    disk.room(Long.MAX_VALUE);
    saves.begin(network, Tiny.state(2, 0.5));
    assertThat(saves.requireLatest()).hasFileName("002-00000020");
    assertThat(failures).hasSize(1);
  }

  @Test
  void aNetworkWithNaNIsNotSavedAndItsTensorNamed() {
    fill(Float.NaN);
    saves.begin(network, Tiny.state(1, 0.5));
    saves.await();
    assertThat(failures).containsExactly("10: tensor conv1.weight holds NaN or infinity");
    assertThat(disk.root().resolve("run/checkpoints")).isEmptyDirectory();
  }
}
