package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alexnet.app.Shipped.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training can be stopped at any time and goes on where it was. */
final class StopAndResumeIT {
  @TempDir private Path scratch = Path.of("");

  private Process train(int epochs) throws IOException {
    return Shipped.command(
            "train",
            Trained.STORE,
            "--run",
            scratch.resolve("run"),
            "--preset=mini",
            "-b=16",
            "--epochs",
            epochs,
            "--json")
        .start();
  }

  /** Reads what the process says until it has taken a step. */
  private static BufferedReader untilItTrains(Process process) throws IOException {
    BufferedReader words = process.errorReader(StandardCharsets.UTF_8);
    for (String line = words.readLine(); line != null; line = words.readLine()) {
      if (line.contains(" step ")) {
        return words;
      }
    }
    throw new AssertionError("ended before its first step");
  }

  /** The launcher has become the JVM, so what is sent to the one arrives at the other. */
  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private static JsonNode ended(Process process, int exitCode) throws Exception {
    assertThat(process.waitFor(Shipped.MOST_SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(process.exitValue()).isEqualTo(exitCode);
    List<String> out = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertThat(out).hasSize(1);
    return new ObjectMapper().readTree(out.get(0));
  }

  @Test
  void sigtermLeavesACheckpointFromWhichTheSameCommandGoesOn() throws Exception {
    Process process = train(1000);
    try (BufferedReader words = untilItTrains(process)) {
      signal(process, "TERM");
      JsonNode stopped = ended(process, 143);
      assertThat(stopped.path("stopped").asBoolean()).isTrue();
      assertThat(stopped.path("step").asInt()).isPositive();
      assertThat(Path.of(stopped.path("checkpoint").asText()).resolve("SHA256SUMS"))
          .isRegularFile();
      int epochs = stopped.path("epoch").asInt() + 1;
      Ended resumed =
          Shipped.run(
                  "train",
                  Trained.STORE,
                  "--run",
                  scratch.resolve("run"),
                  "--preset=mini",
                  "-b=16",
                  "--epochs",
                  epochs,
                  "--json")
              .requireExitCode(0);
      assertThat(resumed.json().path("epoch").asInt()).isEqualTo(epochs);
      assertThat(resumed.json().path("step").asInt()).isEqualTo(3 * epochs);
      assertThat(resumed.err()).anyMatch(line -> line.contains("going on from"));
      assertThat(words).isNotNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sigintLeavesACheckpointToo() throws Exception {
    Process process = train(1000);
    try (BufferedReader words = untilItTrains(process)) {
      signal(process, "INT");
      JsonNode stopped = ended(process, 130);
      assertThat(Path.of(stopped.path("checkpoint").asText()).resolve("SHA256SUMS"))
          .isRegularFile();
      assertThat(words).isNotNull();
    } finally {
      process.destroyForcibly();
    }
  }
}
