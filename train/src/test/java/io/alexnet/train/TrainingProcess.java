package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A training as a process of its own. Gone at the latest when it is closed. */
final class TrainingProcess implements AutoCloseable {
  /** Exit code of a process that was killed. */
  static final int KILLED = 137;

  /** More than any of them needs on a machine that does much else. */
  private static final int LIMIT_MINUTES = 5;

  private final Process process;
  private final BufferedReader lines;
  private final long started = System.nanoTime();
  private long taken = -1;
  private long begun = -1;

  /**
   * @param main class whose words are {@link KilledRun}'s, or none
   * @param errors file for what it says on standard error
   */
  TrainingProcess(Path errors, Class<?> main, Object... arguments) throws IOException {
    String classPath =
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", "");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(List.of(java, "-Xmx512m", "-cp", classPath, main.getName()));
    List.of(arguments).forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    process = builder.redirectError(errors.toFile()).start();
    lines = process.inputReader();
    CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES).execute(this::kill);
  }

  /** Reads the next line; false if there is none any more. */
  boolean hear() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      return false;
    }
    if (line.startsWith(KilledRun.STEP)) {
      taken = Long.parseLong(line.substring(KilledRun.STEP.length()));
    } else if (line.startsWith(KilledRun.SAVING)) {
      begun = Long.parseLong(line.substring(KilledRun.SAVING.length()));
    }
    return true;
  }

  /** The last step it has taken, of which was heard; -1 before the first. */
  long taken() {
    return taken;
  }

  /** The last step whose checkpoint it has begun to write; -1 before the first. */
  long begun() {
    return begun;
  }

  /** Lets it live so much longer at most, then kills it as {@code kill -9} does. */
  void killAfter(int milliseconds) throws InterruptedException {
    if (!process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  private void kill() {
    // Of the handle: that of the process would close what it has said.
    process.toHandle().destroyForcibly();
  }

  /** Hears all it says and waits for its end, which has to come by itself. */
  int end() throws IOException, InterruptedException {
    while (hear()) {
      // Until it says no more.
    }
    int code = process.waitFor();
    assertThat(System.nanoTime() - started)
        .as("nanoseconds it lived")
        .isLessThan(TimeUnit.MINUTES.toNanos(LIMIT_MINUTES));
    return code;
  }

  @Override
  public void close() {
    kill();
  }
}
