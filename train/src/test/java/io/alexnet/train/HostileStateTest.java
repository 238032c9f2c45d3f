package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints that somebody made so: their digests are right and what they say is not. */
class HostileStateTest {
  /** Beyond the size of the checkpoint's own files: what reading takes whatever they hold. */
  private static final long READER = 9 << 18;

  @TempDir Path run;
  private Path checkpoint = Path.of("");

  @BeforeEach
  void save() throws IOException {
    CheckpointStore store = new CheckpointStore(run, 1);
    store.prepare();
    checkpoint = store.save(Tiny.tensors(1), Tiny.state(1, 0.5)).directory();
    Checkpoint.open(run);
  }

  private void state(String text) throws IOException {
    Files.writeString(checkpoint.resolve("state.json"), text);
    StringBuilder sums = new StringBuilder();
    for (String file : List.of("model.safetensors", "state.json")) {
      sums.append(CheckpointWriter.sum(file, DurableFiles.sha256(checkpoint.resolve(file))));
    }
    Files.writeString(checkpoint.resolve("SHA256SUMS"), sums);
  }

  private void edit(String from, String to) throws IOException {
    String text = Files.readString(checkpoint.resolve("state.json"));
    assertThat(text).contains(from);
    state(text.replace(from, to));
  }

  private void assertRefused(String reason) throws IOException {
    List<Path> before = files();
    long start = allocated();
    assertThatThrownBy(() -> Checkpoint.open(run))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("001-00000010")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
    assertThat(allocated() - start).as("bytes allocated").isLessThan(READER + size());
    assertThatThrownBy(() -> new CheckpointStore(run, 1).newest((to, why) -> {}))
        .hasMessageContaining(reason);
    assertThat(files()).as("left as it is").isEqualTo(before);
  }

  private long size() throws IOException {
    long bytes = 0;
    for (String file : List.of("model.safetensors", "state.json", "SHA256SUMS")) {
      bytes += Files.size(checkpoint.resolve(file));
    }
    return bytes;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files.sorted().toList();
    }
  }

  private static long allocated() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class)
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  static Stream<Arguments> edits() {
    return Stream.of(
        Arguments.of("\"version\" : 2", "\"version\" : 3", "format version 3"),
        Arguments.of("\"format\" : \"alexnet", "\"format\" : \"x", "not a checkpoint's state"),
        Arguments.of("\"preset\" : \"cifar\"", "\"preset\" : \"mini\"", "conv1.weight"),
        Arguments.of("\"cat\", \"dog\"", "\"cat\", \"dog\", \"elk\"", "fc4.weight [3, 512]"),
        Arguments.of(
            "\"extra_convolution\" : 0", "\"extra_convolution\" : 2147483647", "state.json"),
        Arguments.of("\"pool_size\" : 3", "\"pool_size\" : 0", "state.json"),
        Arguments.of("\"pool_size\" : 3", "\"pool_size\" : -2147483648", "state.json"),
        Arguments.of("\"pool_size\" : 3", "\"pool_size\" : 1e999", "state.json"),
        Arguments.of("\"seed\" : 2012", "\"seed\" : 99999999999999999999999", "state.json"),
        Arguments.of("\"seed\" : 2012", "\"seed\" : 1, \"seed\" : 2", "state.json"),
        Arguments.of(
            "\"seed\" : 2012",
            "\"seed\" : 2012, \"@class\" : \"javax.swing.JEditorPane\"",
            "@class"),
        Arguments.of("\"cat\"", "null", "state.json"),
        Arguments.of("\"cat\"", "[".repeat(5000) + "]".repeat(5000), "state.json"),
        Arguments.of("\"cat\"", "\"" + "x".repeat(100_000) + "\"", "state.json"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void aStateThatCannotBeIsRefusedByNameAndLeftAsItIs(String from, String to, String reason)
      throws IOException {
    edit(from, to);
    assertRefused(reason);
  }

  /** A state that is all numbers of one digit becomes more objects than any other. */
  @Test
  void whatReadingAllocatesIsBoundedByTheSizeOfTheFiles() throws IOException {
    edit("\"rgb_mean\" : [ 0.0", "\"rgb_mean\" : [ " + "0,".repeat(30_000) + "0");
    assertRefused("state.json");
    String fits = Files.readString(checkpoint.resolve("state.json"));
    edit("[ 0,", "[ 0," + "0,".repeat(10_000));
    assertThatThrownBy(() -> Checkpoint.open(run)).hasMessageContaining("state.json is longer");

    enlargeModel(31 << 20);
    state(fits);
    edit("[ 0,", "[ 0," + "0,".repeat(450_000));
    assertRefused("model.safetensors");
    edit("[ 0,", "[ 0," + "0,".repeat(100_000));
    assertThatThrownBy(() -> Checkpoint.open(run)).hasMessageContaining("state.json is longer");
  }

  /** Of zeros, which take no place on the disk: the state is read first. */
  private void enlargeModel(long bytes) throws IOException {
    try (RandomAccessFile model =
        new RandomAccessFile(checkpoint.resolve("model.safetensors").toFile(), "rw")) {
      model.setLength(bytes);
    }
  }

  @Test
  void missingMomentaAndValuesThatAreNoNumbersAreRefusedByName() throws IOException {
    List<Tensor> tensors = new ArrayList<>(Tiny.tensors(1));
    Tensor lost = tensors.remove(4);
    assertThat(lost.name()).isEqualTo("momentum.conv1.weight");
    model(tensors);
    assertRefused("tensor momentum.conv1.weight [32, 3, 5, 5] is missing");

    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] values = new float[lost.values().capacity()];
      values[values.length - 1] = value;
      tensors.add(new Tensor(lost.name(), lost.shape(), FloatBuffer.wrap(values)));
      model(tensors);
      assertRefused("tensor momentum.conv1.weight holds NaN or infinity");
      tensors.remove(tensors.size() - 1);
    }
  }

  private void model(List<Tensor> tensors) throws IOException {
    Files.delete(checkpoint.resolve("model.safetensors"));
    SafeTensors.write(checkpoint.resolve("model.safetensors"), tensors);
    state(Files.readString(checkpoint.resolve("state.json")));
  }
}
