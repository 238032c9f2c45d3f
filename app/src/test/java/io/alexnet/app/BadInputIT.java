package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.app.Shipped.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person can get wrong ends with one line that says so, and exit code 1. */
final class BadInputIT {
  @TempDir private Path scratch = Path.of("");

  private void refused(List<?> arguments, String... fragments) throws Exception {
    Ended ended = Shipped.run(arguments.toArray()).requireExitCode(1);
    List<String> complaints =
        ended.err().stream().filter(line -> line.startsWith("alexnet: ")).toList();
    assertThat(complaints).as("%s", ended).hasSize(1);
    assertThat(complaints.get(0)).contains(fragments).doesNotContain("internal error");
    assertThat(ended.err()).noneMatch(line -> line.contains("\tat "));
    assertThat(ended.err().get(ended.err().size() - 1)).isEqualTo(complaints.get(0));
  }

  private List<Object> train(Path data) {
    return List.of("train", data, "--run", scratch.resolve("run"), "--preset=mini");
  }

  private static List<Object> evaluate(Path data, Path checkpoint) {
    return List.of("evaluate", data, "--checkpoint", checkpoint);
  }

  private Path classes(String... names) throws IOException {
    Path data = scratch.resolve("data");
    for (String name : names) {
      Path folder = Files.createDirectories(data.resolve(name));
      for (String file : List.of("0001.jpg", "0003.jpg")) {
        Files.copy(Trained.DATA.resolve("train/ring").resolve(file), folder.resolve(file));
      }
    }
    return data;
  }

  @Test
  void aMissingDirectory() throws Exception {
    Path nowhere = scratch.resolve("nowhere");
    refused(train(nowhere), nowhere.toString());
    refused(List.of("prepare", nowhere, "--out", scratch.resolve("s")), nowhere.toString());
  }

  @Test
  void anEmptyDirectory() throws Exception {
    Path empty = Files.createDirectory(scratch.resolve("empty"));
    refused(train(empty), empty.toString());
  }

  @Test
  void aSingleClass() throws Exception {
    refused(train(classes("only")), "class");
  }

  @Test
  void aClassWithoutImages() throws Exception {
    Path data = classes("full", "other");
    Files.createDirectory(data.resolve("bare"));
    refused(train(data), "bare");
  }

  @Test
  void fewerImagesThanABatch() throws Exception {
    refused(train(classes("one", "two")), "batch");
  }

  @Test
  void anEditedStore() throws Exception {
    Path store = Trained.copy(Trained.STORE, scratch.resolve("store"));
    Path shard;
    try (Stream<Path> files = Files.list(store)) {
      shard = files.filter(f -> f.toString().contains("train-00000")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    refused(train(store), shard.getFileName().toString());
  }

  @Test
  void aTruncatedCheckpoint() throws Exception {
    Path checkpoint = Trained.copyOfCheckpoint(scratch);
    Path model = checkpoint.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    refused(evaluate(Trained.STORE, checkpoint), "model.safetensors");
  }

  @Test
  void noCheckpoint() throws Exception {
    refused(evaluate(Trained.STORE, scratch), scratch.toString(), "checkpoint");
  }

  @Test
  void otherClassesThanTheCheckpoints() throws Exception {
    refused(evaluate(classes("ring", "unicorn"), Trained.RUN), "unicorn");
  }

  @Test
  void aRunThatHasBegun() throws Exception {
    refused(
        List.of("train", Trained.STORE, "--run", Trained.RUN, "--preset=mini", "--resume=never"),
        Trained.RUN.toString());
  }

  @Test
  void aRunThatWentOtherwise() throws Exception {
    refused(
        List.of("train", Trained.STORE, "--run", Trained.RUN, "--preset=mini", "-b=16", "--lr=0.5"),
        "0.5");
  }

  @Test
  void aPlaceThatIsTaken() throws Exception {
    refused(List.of("sample", Trained.DATA), Trained.DATA.toString());
    refused(List.of("prepare", Trained.DATA, "--out", Trained.STORE), Trained.STORE.toString());
  }

  @Test
  void withDebugTheTraceIsPrinted() throws Exception {
    Ended ended =
        Shipped.run("evaluate", Trained.STORE, "--checkpoint", scratch, "--debug")
            .requireExitCode(1);
    assertThat(ended.err()).anyMatch(line -> line.contains("\tat io.alexnet."));
  }

  @Test
  void withJsonTheErrorIsAnObjectToo() throws Exception {
    Ended ended =
        Shipped.run("evaluate", Trained.STORE, "--checkpoint", scratch, "--json")
            .requireExitCode(1);
    assertThat(ended.json().path("error").asText()).contains(scratch.toString());
  }

  @Test
  void wrongUsageIsExitCode2() throws Exception {
    Ended ended = Shipped.run("train", Trained.STORE, "--epochs", "0").requireExitCode(2);
    assertThat(ended.err()).hasSize(1);
    assertThat(ended.out()).isEmpty();
  }
}
