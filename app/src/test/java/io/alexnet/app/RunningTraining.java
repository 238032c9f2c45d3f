package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alexnet.train.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A training as a process of its own, its words in files, killed when it is closed. */
final class RunningTraining implements AutoCloseable {
  private final Process process;
  private final Path run;
  private final Path out;
  private final Path err;

  /**
   * @param scratch for its words
   * @param more arguments
   */
  RunningTraining(Path scratch, Path data, Path run, Object... more) throws IOException {
    this.run = run;
    this.out = Files.createTempFile(scratch, "train", ".out");
    this.err = Files.createTempFile(scratch, "train", ".err");
    // So patient that the schedule does not end it.
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "train",
                data,
                "--run",
                run,
                "--preset=mini",
                "-b=16",
                "--patience=100000",
                "--json"));
    arguments.addAll(List.of(more));
    this.process =
        Shipped.command(arguments.toArray())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
  }

  long pid() {
    return process.pid();
  }

  /** The trainer that a supervisor has now. */
  Optional<ProcessHandle> child() {
    return process.children().findFirst();
  }

  List<String> err() throws IOException {
    return Files.readAllLines(err);
  }

  /** Whether it has said so. */
  boolean says(String words) {
    try {
      return Files.readString(err, StandardCharsets.UTF_8).contains(words);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** How often the journal has an event. */
  long events(String event) {
    return Journal.read(run).stream().filter(entry -> entry.event().equals(event)).count();
  }

  boolean has(String file) {
    return Files.exists(run.resolve(file));
  }

  /** Waits for something while it runs. */
  void until(BooleanSupplier reached) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Shipped.MOST_SECONDS);
    while (!reached.getAsBoolean()) {
      assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as("ended: %s", err()).isFalse();
      assertThat(System.nanoTime()).as("hangs: %s", err()).isLessThan(end);
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    signal(process.pid(), name);
  }

  static void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  /** Waits for its end and returns its exit code. */
  int end() throws IOException, InterruptedException {
    assertThat(process.waitFor(Shipped.MOST_SECONDS, TimeUnit.SECONDS))
        .as("ends: %s", err())
        .isTrue();
    return process.exitValue();
  }

  void requireEnd(int exitCode) throws IOException, InterruptedException {
    assertThat(end()).as("exit code: %s", err()).isEqualTo(exitCode);
  }

  /** What it has written to standard output. */
  List<String> out() throws IOException {
    return Files.readAllLines(out);
  }

  JsonNode json() throws IOException {
    assertThat(out()).hasSize(1);
    return new ObjectMapper().readTree(out().get(0));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
