package io.alexnet.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a command's words go: answers to standard output, progress and errors to standard error;
 * with {@code --json} everything to standard error but one object. For the main thread.
 */
final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final PrintStream err;
  private final StatusLine status;

  @Option(
      names = "--json",
      description =
          "Print one JSON object as the last line on standard output, all else to standard error."
              + " Default: off.")
  private boolean json;

  @Option(names = "--debug", description = "Print the stack trace of an error. Default: off.")
  private boolean debug;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      converter = LogFormat.Name.class,
      description =
          "json: an object a line for all but the answer of --json: time, level, logger, message,"
              + " run. Default: text.")
  private LogFormat format;

  private Optional<String> run = Optional.empty();

  /**
   * @param terminal whether {@code err} is a terminal that can rewrite its last line
   * @param format until the command line says otherwise
   */
  Output(PrintStream out, PrintStream err, boolean terminal, LogFormat format) {
    this.out = out;
    this.err = err;
    this.format = format;
    this.status =
        new StatusLine(err, terminal && format == LogFormat.TEXT, text -> written("INFO", text));
  }

  /** The streams of this process, in UTF-8 even where the locale is plain C. */
  static Output ofProcess(LogFormat format) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    // Whatever a library prints must not get between a command's lines of JSON.
    System.setOut(err);
    System.setErr(err);
    // The launcher knows: Java cannot ask about standard error alone.
    return new Output(out, err, Boolean.getBoolean("alexnet.terminal"), format);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean debug() {
    return debug;
  }

  /** A line that changes as work goes on. */
  StatusLine status() {
    return status;
  }

  /** All that is said from now on is about the run of this directory. */
  void about(Path directory) {
    run = Optional.of(directory.getFileName().toString());
  }

  /** Part of the answer. */
  void line(String text) {
    status.clear();
    (json ? err : out).println(written("INFO", Text.oneLine(text)));
  }

  /** Something to know on the way. */
  void note(String text) {
    status.clear();
    err.println(written("INFO", Text.oneLine(text)));
  }

  /** What went wrong. */
  void error(String text) {
    status.clear();
    String line = Text.oneLine(text);
    err.println(format == LogFormat.JSON ? written("ERROR", line) : "alexnet: " + line);
  }

  /** What went wrong; with {@code --debug} also where. */
  void error(String text, Throwable e) {
    if (format == LogFormat.JSON) {
      err.println(json("ERROR", Text.oneLine(text), Optional.of(e).filter(trace -> debug)));
      return;
    }
    error(text);
    if (debug) {
      e.printStackTrace(err);
    }
  }

  private String written(String level, String text) {
    return format == LogFormat.JSON ? json(level, text, Optional.empty()) : text;
  }

  private String json(String level, String text, Optional<Throwable> trace) {
    return LogFormat.line(Instant.now(), level, "alexnet", text, run, trace);
  }

  /** The answer for programs: printed with {@code --json} only, as the command's last line. */
  void result(Map<String, ?> keys) {
    status.clear();
    if (!json) {
      return;
    }
    Map<String, @Nullable Object> finite = new LinkedHashMap<>();
    keys.forEach((key, value) -> finite.put(key, orNull(value)));
    try {
      out.println(JSON.writeValueAsString(finite));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** JSON has no way to say that a number is none. */
  private static @Nullable Object orNull(Object value) {
    return value instanceof Double d && !Double.isFinite(d) ? null : value;
  }

  /** Leaves the terminal tidy. */
  void close() {
    status.clear();
    out.flush();
    err.flush();
  }
}
