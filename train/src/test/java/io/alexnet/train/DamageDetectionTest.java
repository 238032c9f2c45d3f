package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.alexnet.common.UserException;
import io.alexnet.train.faulty.FaultyDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the files of a checkpoint is noticed when it is opened. */
class DamageDetectionTest {
  private static final List<String> FILES =
      List.of("model.safetensors", "state.json", "SHA256SUMS");
  private static final int FLIPS = 10_000;
  private static final int SECTOR = 512;

  @TempDir Path scratch;
  private Path good = Path.of("");

  @BeforeEach
  void save() throws IOException {
    good = checkpoint("good", 1);
    CheckpointReader.read(good);
  }

  private Path checkpoint(String run, long seed) throws IOException {
    CheckpointStore store = new CheckpointStore(scratch.resolve(run), 1);
    store.prepare();
    return store.save(Tiny.tensors(seed), Tiny.state(1, 0.5)).directory();
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(scratch.resolve(name));
    for (String file : FILES) {
      Files.copy(good.resolve(file), copy.resolve(file));
    }
    return copy;
  }

  /** Without AssertJ's care: it is called fifty thousand times. */
  // Error Prone's annotation would be a dependency for this method alone.
  @SuppressWarnings("AnnotateFormatMethod")
  private static void assertNoticed(Path checkpoint, String what, Object... arguments) {
    String message;
    try {
      CheckpointReader.read(checkpoint);
      message = "";
    } catch (DamagedCheckpointException e) {
      message = Objects.requireNonNull(e.getMessage());
    } catch (IOException e) {
      throw new AssertionError(what.formatted(arguments), e);
    }
    if (message.isEmpty() || message.contains("\n")) {
      fail(what.formatted(arguments) + " is not noticed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "state.json", "SHA256SUMS"})
  void everyTruncationOfAFile(String name) throws IOException {
    long whole = Files.size(good.resolve(name));
    int halves = 2;
    IntStream.range(0, halves)
        .parallel()
        .forEach(half -> truncate(name, half, whole * half / halves, whole * (half + 1) / halves));
  }

  private void truncate(String name, int copy, long shortest, long longest) {
    try {
      Path checkpoint = copy("cut" + copy);
      try (FileChannel file =
          FileChannel.open(checkpoint.resolve(name), StandardOpenOption.WRITE)) {
        for (long length = longest - 1; length >= shortest; length--) {
          file.truncate(length);
          assertNoticed(checkpoint, "%s cut to %d bytes", name, length);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tenThousandFlippedBits() throws IOException {
    IntStream.range(0, 2).parallel().forEach(this::flip);
  }

  private void flip(int part) {
    SplittableRandom random = new SplittableRandom(part);
    try {
      Path checkpoint = copy("flipped" + part);
      for (int i = 0; i < FLIPS / 2; i++) {
        // Every file as often: the small ones are hit all over.
        String name = FILES.get(i % FILES.size());
        Path file = checkpoint.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        int bit = random.nextInt(8);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
        assertNoticed(checkpoint, "bit %d of byte %d of %s", bit, at, name);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
      }
      CheckpointReader.read(checkpoint);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sectorsOfZerosAndATailOfZeros() throws IOException {
    Path checkpoint = copy("zeroed");
    for (String name : FILES) {
      Path file = checkpoint.resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      for (int from = 0; from < bytes.length; from += SECTOR) {
        byte[] zeroed = bytes.clone();
        Arrays.fill(zeroed, from, Math.min(from + SECTOR, bytes.length), (byte) 0);
        Files.write(file, zeroed);
        assertNoticed(checkpoint, "sector at %d of %s", from, name);
        Arrays.fill(zeroed, from, bytes.length, (byte) 0);
        Files.write(file, zeroed);
        assertNoticed(checkpoint, "tail from %d of %s", from, name);
      }
      Files.write(file, bytes);
    }
  }

  @Test
  void appendedBytesAndMissingFiles() throws IOException {
    for (String name : FILES) {
      for (byte[] tail : List.of(new byte[1], new byte[4096], new byte[] {'\n'})) {
        Path checkpoint = copy(name + tail.length + tail[0]);
        Files.write(checkpoint.resolve(name), tail, StandardOpenOption.APPEND);
        assertNoticed(checkpoint, "%s with %d bytes more", name, tail.length);
      }
      Path checkpoint = copy("without-" + name);
      Files.delete(checkpoint.resolve(name));
      assertNoticed(checkpoint, "without %s", name);
    }
  }

  @Test
  void filesOfAnotherCheckpointAndFilesThatChangedPlaces() throws IOException {
    Path other = checkpoint("other", 2);
    Path model = copy("model");
    Files.delete(model.resolve("model.safetensors"));
    Files.copy(other.resolve("model.safetensors"), model.resolve("model.safetensors"));
    assertNoticed(model, "a model of another");

    Path swapped = copy("swapped");
    Files.move(swapped.resolve("state.json"), swapped.resolve("x"));
    Files.move(swapped.resolve("model.safetensors"), swapped.resolve("state.json"));
    Files.move(swapped.resolve("x"), swapped.resolve("model.safetensors"));
    assertNoticed(swapped, "state and model swapped");
  }

  @Test
  void partsOfTheModelThatChangedPlaces() throws IOException {
    Path checkpoint = copy("parts");
    Path file = checkpoint.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    byte[] moved = bytes.clone();
    System.arraycopy(bytes, bytes.length - 8192, moved, bytes.length - 4096, 4096);
    System.arraycopy(bytes, bytes.length - 4096, moved, bytes.length - 8192, 4096);
    Files.write(file, moved);
    assertNoticed(checkpoint, "two blocks swapped");
    System.arraycopy(bytes, bytes.length - 8192, moved, bytes.length - 8192, 4096);
    Files.write(file, moved);
    assertNoticed(checkpoint, "a block twice");
  }

  @Test
  void whatIsNoFileIsNeitherWaitedForNorRead() throws Exception {
    Path checkpoint = copy("pipe");
    Files.delete(checkpoint.resolve("state.json"));
    Process made =
        new ProcessBuilder("mkfifo", checkpoint.resolve("state.json").toString()).start();
    assertThat(made.waitFor()).isZero();
    assertNoticed(checkpoint, "a pipe");
    Files.delete(checkpoint.resolve("state.json"));
    Files.createSymbolicLink(checkpoint.resolve("state.json"), Path.of("/dev/zero"));
    assertNoticed(checkpoint, "a device");
  }

  /** Every save deletes the one before, which may be just what is read. */
  @Test
  void aReaderBesideARunThatSavesFindsAWholeOneOrIsToldWhy() throws Exception {
    Path run = scratch.resolve("good");
    FaultyDisk disk = new FaultyDisk(run, scratch.resolve("lost"));
    CheckpointStore store = new CheckpointStore(disk.root(), 1);
    CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> read(run));
    for (int epoch = 2; epoch <= 100; epoch++) {
      store.save(Tiny.tensors(epoch), Tiny.state(epoch, 0.5 / epoch));
    }
    Files.createFile(scratch.resolve("end"));
    assertThat(reader.get()).isPositive();
  }

  /** Opens the best again and again; how often it could. */
  private int read(Path run) {
    int opened = 0;
    while (Files.notExists(scratch.resolve("end"))) {
      try {
        Checkpoint.open(run);
        opened++;
      } catch (UserException e) {
        assertThat(e).hasMessageContaining("was deleted while it was read");
      }
    }
    return opened;
  }
}
