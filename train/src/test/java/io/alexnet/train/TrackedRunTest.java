package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.train.track.TrackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real run leaves for those who track it. */
final class TrackedRunTest {
  @TempDir private Path directory;

  private static long eventFiles(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("events.out.tfevents."))
          .count();
    }
  }

  @Test
  void everyProcessLeavesAnEventFileAndNothingIfItIsNotToBe() throws Exception {
    Path store = Runs.store(Runs.folder(directory), directory.resolve("store"));
    Path run = directory.resolve("run");
    Runs.train(Runs.request(store, run, Runs.settings(1, 16, 1)), new Runs.Listener());
    Runs.train(Runs.request(store, run, Runs.settings(2, 16, 1)), new Runs.Listener());
    assertThat(eventFiles(run)).isEqualTo(2);
    Path quiet = directory.resolve("quiet");
    Runs.train(
        Runs.request(store, quiet, Runs.settings(2, 16, 1))
            .with(new TrackSettings(false, Optional.empty())),
        new Runs.Listener());
    assertThat(eventFiles(quiet)).isZero();
    assertThat(Runs.digests(quiet)).isEqualTo(Runs.digests(run));
  }
}
