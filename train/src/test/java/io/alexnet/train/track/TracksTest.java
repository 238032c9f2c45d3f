package io.alexnet.train.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TracksTest {
  @TempDir private Path directory;
  private final List<String> notes = new CopyOnWriteArrayList<>();

  private static TrackSettings to(URI server) {
    return new TrackSettings(
        true, Optional.of(new TrackSettings.Mlflow(server, Optional.empty(), "e x")));
  }

  private Path run() throws IOException {
    return Files.createDirectories(directory.resolve("first"));
  }

  private Tracks open(TrackSettings settings) throws IOException {
    return Tracks.open(run(), settings, Map.of("optimiser.epochs", "3"), notes::add);
  }

  private static void epochs(Tracks tracks, int from, int to) throws IOException {
    for (int epoch = from; epoch <= to; epoch++) {
      tracks.epoch(10L * epoch, Map.of("val/loss", epoch / 2.0, "nan", Double.NaN));
    }
  }

  private static boolean has(FakeMlflow server, int epochs) {
    try {
      return server.metric("val/loss").size() == epochs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      // No run yet.
      return false;
    }
  }

  private static URI nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  @Test
  void recordsWaitWhileTheServerIsAwayAndComeInOrderEachOnce() throws Exception {
    URI address = nobody();
    try (Tracks tracks = open(to(address))) {
      epochs(tracks, 1, 3);
      assertThat(Files.readAllLines(run().resolve("mlflow.jsonl"))).hasSize(5);
      try (FakeMlflow server = new FakeMlflow(address.getPort())) {
        server.fail(500, 429);
        epochs(tracks, 4, 4);
        server.await(fake -> has(fake, 4));
        server.fail(401, 503);
        epochs(tracks, 5, 5);
        tracks.ended(Tracks.Outcome.FINISHED);
        server.await(fake -> fake.run().get("status").asText().equals("FINISHED"));
        assertThat(server.metric("val/loss"))
            .containsExactly("10 0.5", "20 1.0", "30 1.5", "40 2.0", "50 2.5");
        assertThat(server.metric("nan")).isEmpty();
        assertThat(server.run().get("run_name").asText()).isEqualTo("first");
        assertThat(server.run().at("/params/optimiser.epochs").asText()).isEqualTo("3");
        assertThat(server.run().has("start_time")).isTrue();
      }
    }
    assertThat(notes)
        .anyMatch(note -> note.contains("takes no records now") && note.contains("mlflow.jsonl"))
        .anyMatch(note -> note.contains("takes records again"));
  }

  @Test
  void theNextProcessSendsWhatIsLeftAndSoDoesWhoIsAskedForTheRest() throws Exception {
    try (Tracks tracks = open(to(nobody()))) {
      epochs(tracks, 1, 2);
    }
    // A line that a crash has torn.
    Files.writeString(run().resolve("mlflow.jsonl"), "{\"metr", StandardOpenOption.APPEND);
    try (FakeMlflow server = new FakeMlflow(0)) {
      try (Tracks tracks = open(to(server.address()))) {
        server.await(fake -> has(fake, 2));
        epochs(tracks, 3, 3);
        server.await(fake -> has(fake, 3));
      }
      try (Tracks tracks = open(to(nobody()))) {
        epochs(tracks, 4, 4);
        tracks.ended(Tracks.Outcome.KILLED);
      }
      MlflowSender.sendRest(run(), to(server.address()).mlflow().orElseThrow());
      assertThat(server.metric("val/loss")).containsExactly("10 0.5", "20 1.0", "30 1.5", "40 2.0");
      assertThat(server.run().get("status").asText()).isEqualTo("KILLED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"experiments/create", "runs/create", "runs/log-batch", "runs/update"})
  void aProcessKilledBetweenARequestAndItsAnswerIsNotHeardTwice(String at) throws Exception {
    Files.createDirectories(run());
    CountDownLatch killed = new CountDownLatch(1);
    CompletableFuture<Process> process = new CompletableFuture<>();
    try (FakeMlflow server = new FakeMlflow(0)) {
      server.beforeAnswer(
          () -> {
            if (killed.getCount() > 0 && last(server).equals(at)) {
              process.join().destroyForcibly().onExit().join();
              killed.countDown();
            }
          });
      if (at.equals("runs/update")) {
        // Which is what a run that goes on begins with.
        open(to(nobody())).close();
      }
      process.complete(start(server.address()));
      killed.await();
      server.beforeAnswer(() -> {});
      MlflowSender.sendRest(run(), to(server.address()).mlflow().orElseThrow());
      assertThat(server.metric("val/loss")).doesNotHaveDuplicates();
      try (Tracks tracks = open(to(server.address()))) {
        tracks.ended(Tracks.Outcome.FINISHED);
        server.await(fake -> fake.run().get("status").asText().equals("FINISHED"));
      }
    } finally {
      process.join().destroyForcibly();
    }
  }

  private static String last(FakeMlflow server) {
    List<String> paths = server.paths();
    return paths.get(paths.size() - 1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start(URI server) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledTracks.class.getName(),
            run().toString(),
            server.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("killed.log").toFile())
        .start();
  }

  @Test
  void aRecordThatTheServerRefusesForGoodIsLeftOut() throws Exception {
    try (FakeMlflow server = new FakeMlflow(0);
        Tracks tracks = open(to(server.address()))) {
      server.await(fake -> fake.paths().contains("runs/log-batch"));
      server.fail(400);
      epochs(tracks, 1, 2);
      server.await(fake -> has(fake, 1));
      assertThat(server.metric("val/loss")).containsExactly("20 1.0");
      assertThat(notes).anyMatch(note -> note.contains("refused a record: 400"));
    }
  }

  @Test
  void aServerThatNeverAnswersKeepsNobodyWaiting() throws Exception {
    assertThat(secondsWithoutAnswer()).isPositive();
  }

  @Test
  @Tag("timing")
  void aServerThatNeverAnswersCostsAFewSecondsAtTheEnd() throws Exception {
    assertThat(secondsWithoutAnswer()).isLessThan(8);
  }

  /** Tracks a run for a server that is asked, and answers when the run is over. */
  private double secondsWithoutAnswer() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (FakeMlflow server = new FakeMlflow(0)) {
      server.beforeAnswer(
          () -> {
            asked.countDown();
            await(over);
          });
      long begun = System.nanoTime();
      try (Tracks tracks = open(to(server.address()))) {
        epochs(tracks, 1, 50);
        asked.await();
      }
      over.countDown();
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  @Test
  void theTokenIsShownAndStandsInNoFile() throws Exception {
    Path token = directory.resolve("token");
    Files.writeString(token, "s3cret-t0ken\n");
    try (FakeMlflow server = new FakeMlflow(0)) {
      TrackSettings settings =
          new TrackSettings(
              false,
              Optional.of(
                  new TrackSettings.Mlflow(server.address(), Optional.of(token), "alexnet")));
      try (Tracks tracks = open(settings)) {
        epochs(tracks, 1, 1);
        server.await(fake -> has(fake, 1));
      }
      assertThat(server.authorizations()).isNotEmpty().containsOnly("Bearer s3cret-t0ken");
      assertThat(settings.toString()).doesNotContain("s3cret");
    }
    try (Stream<Path> files = Files.list(run())) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("s3cret");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://h", "file:///etc", "h:5000", "http:///x", "x"})
  void whatIsNoAddressOfAServerIsRefused(String address) {
    assertThatThrownBy(() -> to(URI.create(address)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("http://HOST:PORT");
  }
}
