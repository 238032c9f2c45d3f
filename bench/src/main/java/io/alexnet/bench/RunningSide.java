package io.alexnet.bench;

import io.alexnet.common.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A side's process. For one thread. */
final class RunningSide implements AutoCloseable {
  /** Stands in the queue for the end of the process's output. */
  private static final String END = "\0end";

  private static final Pattern READY = Pattern.compile(Child.READY + "([1-9][0-9]{0,17})(.*)");

  /** What Java writes before an exception's message. */
  private static final Pattern THROWN = Pattern.compile("^Exception in thread \"main\" \\S+: ");

  private final String name;
  private final Patience patience;
  private final Path errors;
  private final Process process;
  private final Writer commands;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Thread shutdown;
  private final long images;
  private final String description;

  /**
   * How long a process may take.
   *
   * @param start until it is ready
   * @param work for a unit of work
   * @param end until it is gone once it says no more
   */
  record Patience(Duration start, Duration work, Duration end) {}

  /**
   * Starts the process and waits until it is ready.
   *
   * @param timeout for that, for each unit of work and for its end
   * @throws UserException if it does not start, ends, or does not say {@code ready} in time
   */
  RunningSide(Side side, Duration timeout) {
    this(side, new Patience(timeout, timeout, timeout));
  }

  /** The same with a time for each. */
  RunningSide(Side side, Patience patience) {
    this.name = side.name();
    this.patience = patience;
    try {
      this.errors = Files.createTempFile("bench-", ".log");
      errors.toFile().deleteOnExit();
      ProcessBuilder builder = new ProcessBuilder(side.command());
      builder.environment().putAll(side.environment());
      this.process = builder.redirectError(errors.toFile()).start();
    } catch (IOException e) {
      throw new UserException("%s does not start: %s".formatted(name, e.getMessage()), e);
    }
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.shutdown = new Thread(this::kill);
    Runtime.getRuntime().addShutdownHook(shutdown);
    Thread reader = new Thread(this::read, name + " answers");
    reader.setDaemon(true);
    reader.start();
    try {
      String ready = answer("to be ready", patience.start());
      Matcher matcher = READY.matcher(ready);
      if (!matcher.matches()) {
        throw failure("should say \"ready <images> <description>\" and said \"" + ready + "\"");
      }
      this.images = Long.parseLong(matcher.group(1));
      this.description = matcher.group(2).strip();
    } catch (UserException e) {
      close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  /** What one unit of work is. */
  long images() {
    return images;
  }

  /** What the side says of itself. */
  String description() {
    return description;
  }

  /**
   * Has the work done once.
   *
   * @return the seconds it took by the side's own clock, more than 0
   * @throws UserException if the process ends, says anything but a number, or takes too long
   */
  double run() {
    try {
      commands.write(Child.RUN + "\n");
      commands.flush();
    } catch (IOException e) {
      throw failure("has ended");
    }
    String answer = answer("for its work", patience.work());
    try {
      double seconds = Double.parseDouble(answer);
      if (seconds > 0 && Double.isFinite(seconds)) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw failure("should say how many seconds it took and said \"" + answer + "\"");
  }

  private String answer(String what, Duration timeout) {
    try {
      String answer = answers.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw failure(
            "took longer than %d seconds %s: give it more by --timeout"
                .formatted(timeout.toSeconds(), what));
      }
      if (answer.equals(END)) {
        boolean ended = process.waitFor(patience.end().toMillis(), TimeUnit.MILLISECONDS);
        throw failure(ended ? "ended with exit code " + process.exitValue() : "fell silent");
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was given up: interrupted");
    }
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      in.lines().forEach(answers::add);
    } catch (IOException | UncheckedIOException e) {
      answers.add("unreadable: " + e);
    }
    answers.add(END);
  }

  private UserException failure(String what) {
    return new UserException(name + " " + what + lastWords());
  }

  /** The most telling line of what the process said on standard error. */
  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(errors, StandardCharsets.ISO_8859_1);
      for (int i = lines.size() - 1; i >= 0; i--) {
        String line = lines.get(i);
        if (!line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("result: ")) {
          return " (" + THROWN.matcher(line.strip()).replaceFirst("") + ")";
        }
      }
      return "";
    } catch (IOException e) {
      return "";
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends the process and waits until it is gone. */
  @Override
  public void close() {
    kill();
    try {
      process.waitFor(patience.end().toMillis(), TimeUnit.MILLISECONDS);
      Files.deleteIfExists(errors);
      Runtime.getRuntime().removeShutdownHook(shutdown);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalStateException e) {
      // The file is in the directory for temporary ones; the hook is running already.
    }
  }
}
