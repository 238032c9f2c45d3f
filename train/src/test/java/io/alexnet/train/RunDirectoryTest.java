package io.alexnet.train;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.network.UpdateSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path root;

  @Test
  void epochsAboutToBeTakenAgainAndTornLinesAreForgotten() throws IOException {
    RunDirectory run = new RunDirectory(root, 3);
    for (int epoch = 1; epoch <= 3; epoch++) {
      run.epoch(
          new TrainListener.EpochInfo(
              epoch,
              3,
              1,
              1,
              1,
              1,
              1,
              0.01,
              false,
              List.of(),
              new UpdateSize(1, Map.of()),
              new ClassErrors(
                  List.of(
                      new ClassErrors.Named("ok", 90, 0), new ClassErrors.Named("crack", 2, 0.5)))),
          10L * epoch,
          Throughput.ZERO);
    }
    Files.writeString(
        root.resolve("metrics.jsonl"),
        Files.readString(root.resolve("metrics.jsonl")) + "{\"epoch\":2,\"lo");
    run.forgetAfter(2);
    List<String> lines = Files.readAllLines(root.resolve("metrics.jsonl"));
    assertThat(lines).hasSize(2).allMatch(line -> line.endsWith("}"));
    assertThat(lines.get(0)).startsWith("{\"epoch\":1,\"step\":10,\"train_loss\":1.0");
    assertThat(lines.get(1)).startsWith("{\"epoch\":2,\"step\":20,");
    assertThat(lines.get(1))
        .contains(
            "\"val_mean_class_error\":0.25,\"val_worst_class\":{\"name\":\"crack\",\"images\":2,\"top1_error\":0.5}");
    assertThat(Files.readAllLines(root.resolve("summary.csv"))).hasSize(3);
    assertThat(Files.readAllLines(root.resolve("classes.jsonl")))
        .hasSize(2)
        .last()
        .isEqualTo(
            "{\"epoch\":2,\"step\":20,\"classes\":{\"ok\":{\"images\":90,\"top1_error\":0.0},\"crack\":{\"images\":2,\"top1_error\":0.5}}}");
  }

  @Test
  void aLineTornWithinALetterHindersNobody() throws IOException {
    RunDirectory run = new RunDirectory(root, 3);
    assertThat(run.quarantine(run.quarantined(), "train", "a/é.jpg", "torn")).isTrue();
    for (String name : List.of("quarantine.jsonl", "metrics.jsonl", "summary.csv")) {
      Files.write(root.resolve(name), new byte[] {'{', (byte) 0xc3}, CREATE, APPEND);
    }
    run.forgetAfter(1);
    assertThat(run.quarantine(run.quarantined(), "train", "a/é.jpg", "torn")).isFalse();
    assertThat(root.resolve("metrics.jsonl")).isEmptyFile();
    assertThat(root.resolve("summary.csv")).isEmptyFile();
  }

  @Test
  void anImageIsQuarantinedOnceOverAllResumes() throws IOException {
    RunDirectory run = new RunDirectory(root, 3);
    Set<String> known = run.quarantined();
    assertThat(run.quarantine(known, "train", "a/1.jpg", "torn")).isTrue();
    assertThat(run.quarantine(known, "train", "a/1.jpg", "torn elsewhere")).isFalse();
    assertThat(run.quarantine(run.quarantined(), "train", "a/1.jpg", "torn")).isFalse();
    assertThat(run.quarantine(run.quarantined(), "val", "a/1.jpg", "torn")).isTrue();
    assertThat(Files.readAllLines(root.resolve("quarantine.jsonl"))).hasSize(2);
  }
}
