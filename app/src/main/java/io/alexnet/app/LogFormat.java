package io.alexnet.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/** How a process's words are written. */
enum LogFormat {
  /** As people read them. */
  TEXT,
  /** An object to each line, for programs. */
  JSON;

  private static final String OPTION = "--log-format";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a command line asks for, before it is understood: whether it is may be the first word. */
  static LogFormat askedFor(String... arguments) {
    List<String> words = Arrays.asList(arguments);
    int at = words.indexOf(OPTION);
    boolean json =
        words.contains(OPTION + "=json")
            || (at >= 0 && words.subList(at + 1, words.size()).indexOf("json") == 0);
    return json ? JSON : TEXT;
  }

  /**
   * A line of {@link #JSON}.
   *
   * @param level as logging has them, such as WARN
   * @param logger who says it
   * @param run that it is about, if it is about one
   * @param trace of what went wrong, if that is to be told
   */
  static String line(
      Instant time,
      String level,
      String logger,
      String message,
      Optional<String> run,
      Optional<Throwable> trace) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("time", time.toString());
    keys.put("level", level);
    keys.put("logger", logger);
    keys.put("message", message);
    run.ifPresent(name -> keys.put("run", name));
    trace.ifPresent(e -> keys.put("stack_trace", text(e)));
    try {
      return MAPPER.writeValueAsString(keys);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** text or json. */
  static final class Name implements ITypeConverter<LogFormat> {
    @Override
    public LogFormat convert(String value) {
      return Values.word(LogFormat.class, value);
    }
  }
}
