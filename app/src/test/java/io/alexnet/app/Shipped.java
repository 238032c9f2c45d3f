package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The shipped application, started as a person would: through the launcher, as a process of its
 * own.
 */
final class Shipped {
  /** The launcher beside a link to the built application, without sources to find out of date. */
  private static final Path LAUNCHER = install();

  /** Ends a hang, and nothing else: no test may depend on how fast a machine is. */
  static final int MOST_SECONDS = 600;

  /**
   * An option that brings the classes laid out as in memory: a process starts in two thirds of the
   * time. Empty where this JVM does not take the archive.
   */
  private static final String CLASSES = archiveClasses();

  private Shipped() {}

  /** How a process ended. */
  record Ended(int exitCode, List<String> out, List<String> err) {
    /** The object that {@code --json} puts alone on standard output. */
    JsonNode json() throws IOException {
      assertThat(out).as("standard output").hasSize(1);
      return new ObjectMapper().readTree(out.get(0));
    }

    Ended requireExitCode(int expected) {
      assertThat(exitCode).as("exit code; %s; %s", out, err).isEqualTo(expected);
      return this;
    }
  }

  private static Path install() {
    try {
      Path jar = Path.of(Objects.requireNonNull(System.getProperty("alexnet.jar")));
      Path root = Files.createDirectories(jar.resolveSibling("../it/install").normalize());
      Path launcher = root.resolve("alexnet");
      Files.deleteIfExists(launcher);
      Files.copy(Path.of(Objects.requireNonNull(System.getProperty("alexnet.launcher"))), launcher);
      Path target = Files.createDirectories(root.resolve("app/target")).resolve("alexnet");
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, jar.toRealPath().getParent());
      return launcher;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Archives the classes that {@code doctor} loads, arithmetic and decoders among them. */
  private static String archiveClasses() {
    try {
      Path archive = LAUNCHER.resolveSibling("classes.jsa");
      Files.deleteIfExists(archive);
      run(launch("-XX:ArchiveClassesAtExit=" + archive + " -Xlog:disable", "doctor"), Map.of())
          .requireExitCode(0);
      String option = "-XX:SharedArchiveFile=" + archive;
      Ended without = run(launch("", "--version"), Map.of()).requireExitCode(0);
      return run(launch(option, "--version"), Map.of()).equals(without) ? option : "";
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static ProcessBuilder command(Object... arguments) {
    return launch(CLASSES, arguments);
  }

  /** The command as a person has it: with nothing but what the launcher itself gives to java. */
  static ProcessBuilder plain(Object... arguments) {
    return launch("", arguments);
  }

  private static ProcessBuilder launch(String javaOptions, Object... arguments) {
    List<String> words = new ArrayList<>(interruptible());
    words.addAll(List.of("/bin/sh", LAUNCHER.toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(words::add);
    ProcessBuilder builder = new ProcessBuilder(words);
    // Several heaps live side by side on a small machine.
    builder.environment().put("ALEXNET_JAVA_OPTS", "-Xmx1g " + javaOptions);
    return builder;
  }

  /** A shell's job in the background ignores SIGINT, and so does what it starts. */
  private static List<String> interruptible() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      boolean ignored =
          lines
              .filter(line -> line.startsWith("SigIgn:"))
              .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
      return ignored ? List.of("env", "--default-signal=INT") : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  static Ended run(Object... arguments) throws IOException, InterruptedException {
    return run(command(arguments), Map.of());
  }

  static Ended run(ProcessBuilder builder, Map<String, String> environment)
      throws IOException, InterruptedException {
    builder.environment().putAll(environment);
    Path out = Files.createTempFile("alexnet", ".out");
    Path err = Files.createTempFile("alexnet", ".err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + builder.command() + Files.readAllLines(err));
      }
      return new Ended(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
