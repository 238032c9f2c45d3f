package io.alexnet.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /**
   * @param terminal whether {@code err} is a terminal that can rewrite its last line
   */
  Output(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.status = new StatusLine(err, terminal);
  }

  /** The streams of this process, in UTF-8 even where the locale is plain C. */
  static Output ofProcess() {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    // Whatever a library prints must not get between a command's lines of JSON.
    System.setOut(err);
    System.setErr(err);
    // The launcher knows: Java cannot ask about standard error alone.
    return new Output(out, err, Boolean.getBoolean("alexnet.terminal"));
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

  /** Part of the answer. */
  void line(String text) {
    status.clear();
    (json ? err : out).println(Text.oneLine(text));
  }

  /** Something to know on the way. */
  void note(String text) {
    status.clear();
    err.println(Text.oneLine(text));
  }

  /** What went wrong. */
  void error(String text) {
    note("alexnet: " + text);
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
