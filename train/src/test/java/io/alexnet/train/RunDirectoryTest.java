package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.train.CheckpointState.Colours;
import io.alexnet.train.CheckpointState.Environment;
import io.alexnet.train.CheckpointState.LastEpoch;
import io.alexnet.train.CheckpointState.Meters;
import io.alexnet.train.CheckpointState.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final List<String> CLASSES = List.of("a", "b");
  @TempDir Path root;

  private static CheckpointState state(int epoch) {
    return new CheckpointState(
        CheckpointState.FORMAT,
        CheckpointState.VERSION,
        Runs.SETTINGS,
        CLASSES,
        1,
        "0",
        new Source("store", 1, 1, false, JpegDecoder.JAVA),
        epoch,
        10L * epoch,
        0,
        RateState.start(Runs.SETTINGS.optimiser()),
        Meters.ZERO,
        LastEpoch.NONE,
        new Colours(
            Collections.nCopies(3, 0.0), Collections.nCopies(3, 0.0), Collections.nCopies(9, 0.0)),
        new Environment(1, "", "", ""));
  }

  @Test
  void theNewestThreeAndTheBestAreKeptWhateverTheLengthOfTheirNumbers() throws IOException {
    RunDirectory run = new RunDirectory(root, Clock.systemUTC());
    run.create();
    Statistics statistics =
        new Statistics(72, new float[3 * 72 * 72], new double[3], new double[3], new double[9]);
    try (AlexNet network = new AlexNet(Runs.SETTINGS.network().network(CLASSES.size()), 1)) {
      for (int epoch = 996; epoch <= 1001; epoch++) {
        run.save(network, statistics, state(epoch), epoch == 997);
      }
    }
    try (Stream<Path> entries = Files.list(root.resolve("checkpoints"))) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "997-00009970", "999-00009990", "1000-00010000", "1001-00010010", "last", "best");
    }
    assertThat(Checkpoint.open(root.resolve("checkpoints/last")).state().epoch()).isEqualTo(1001);
    assertThat(Checkpoint.open(root).state().epoch()).isEqualTo(997);
  }

  @Test
  void epochsAboutToBeTakenAgainAndTornLinesAreForgotten() throws IOException {
    RunDirectory run = new RunDirectory(root, Clock.systemUTC());
    for (int epoch = 1; epoch <= 3; epoch++) {
      run.epoch(
          new TrainListener.EpochInfo(epoch, 3, 1, 1, 1, 1, 1, 0.01, false),
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
    assertThat(Files.readAllLines(root.resolve("summary.csv"))).hasSize(3);
  }

  @Test
  void anImageIsQuarantinedOnceOverAllResumes() throws IOException {
    RunDirectory run = new RunDirectory(root, Clock.systemUTC());
    Set<String> known = run.quarantined();
    assertThat(run.quarantine(known, "train", "a/1.jpg", "torn")).isTrue();
    assertThat(run.quarantine(known, "train", "a/1.jpg", "torn elsewhere")).isFalse();
    assertThat(run.quarantine(run.quarantined(), "train", "a/1.jpg", "torn")).isFalse();
    assertThat(run.quarantine(run.quarantined(), "val", "a/1.jpg", "torn")).isTrue();
    assertThat(Files.readAllLines(root.resolve("quarantine.jsonl"))).hasSize(2);
  }
}
