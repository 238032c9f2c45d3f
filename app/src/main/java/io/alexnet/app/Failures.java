package io.alexnet.app;

import io.alexnet.common.DataAwayException;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line and an exit code. */
final class Failures {
  /** Exit code of a command whose data is away: the same may succeed later (EX_TEMPFAIL). */
  static final int DATA_AWAY = 75;

  private final Output output;

  Failures(Output output) {
    this.output = output;
  }

  /** Exit code 2, with a hint. */
  int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    output.error(
        "%s%s; try '%s --help'"
            .formatted(Text.uncapitalised(String.valueOf(e.getMessage())), guess(e), name),
        e);
    return ExitCode.USAGE;
  }

  private static String guess(ParameterException e) {
    List<String> similar =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar);
  }

  /** Exit code 1. */
  int failed(Throwable e) {
    String message = Text.oneLine(message(e));
    output.error(message, e);
    output.result(Map.of("error", message));
    if (e instanceof DataAwayException) {
      return DATA_AWAY;
    }
    return e instanceof EndedBySignal ended ? ended.exitCode() : ExitCode.SOFTWARE;
  }

  private String message(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return "out of memory (%s): lower --batch-size or --workers, or give the heap more, such as ALEXNET_JAVA_OPTS=-Xmx8g"
            .formatted(cause.getMessage());
      }
    }
    if (e instanceof UserException || e instanceof EndedBySignal) {
      return Objects.requireNonNullElse(e.getMessage(), "failed");
    }
    if (e instanceof UncheckedIOException && e.getCause() != null) {
      return message(e.getCause());
    }
    if (e instanceof IOException io) {
      return message(io);
    }
    return "internal error: %s%s"
        .formatted(Reason.of(e), output.debug() ? "" : "; run again with --debug");
  }

  private static String message(IOException e) {
    return e instanceof FileSystemException file && file.getFile() != null
        ? "%s cannot be used: %s".formatted(file.getFile(), Reason.of(e))
        : "input or output failed: " + Reason.of(e);
  }
}
