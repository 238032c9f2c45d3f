package io.alexnet.common;

import java.io.CharConversionException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words for a failed input or output, such as "no permission" or "the disk is full".
 *
 * <p>The messages of Java's own exceptions are no such words: some are only a path, some are empty,
 * and {@code toString()} begins with a class name.
 */
public final class Reason {
  private static final String NO_PERMISSION = "no permission";
  private static final String NO_SUCH_FILE = "no such file";
  private static final String FULL = "the disk is full";
  private static final String FAILED = "input/output error";

  /** Kinds of exception whose messages say nothing, or only a path; the first that fits counts. */
  private static final List<Map.Entry<Class<? extends Throwable>, String>> KINDS =
      List.of(
          Map.entry(AccessDeniedException.class, NO_PERMISSION),
          Map.entry(NoSuchFileException.class, NO_SUCH_FILE),
          Map.entry(FileAlreadyExistsException.class, "it exists already"),
          Map.entry(DirectoryNotEmptyException.class, "the directory is not empty"),
          Map.entry(NotDirectoryException.class, "not a directory"),
          Map.entry(NotLinkException.class, "not a symbolic link"),
          Map.entry(FileSystemLoopException.class, "symbolic links form a loop"),
          Map.entry(
              AtomicMoveNotSupportedException.class,
              "the file system cannot rename it in one step"),
          Map.entry(ReadOnlyFileSystemException.class, "the file system is read-only"),
          Map.entry(EOFException.class, "it ends too early"),
          Map.entry(CharacterCodingException.class, "not UTF-8 text"),
          Map.entry(CharConversionException.class, "not UTF-8 text"),
          Map.entry(ClosedByInterruptException.class, "interrupted"),
          Map.entry(ClosedChannelException.class, "the connection was closed"),
          Map.entry(SocketTimeoutException.class, "no answer in time"),
          Map.entry(TimeoutException.class, "no answer in time"),
          Map.entry(InterruptedIOException.class, "interrupted"));

  /** Messages of the operating system for which plainer words exist. */
  private static final Map<String, String> PLAINER =
      Map.of(
          "Permission denied",
          NO_PERMISSION,
          "Operation not permitted",
          NO_PERMISSION,
          "No such file or directory",
          NO_SUCH_FILE,
          "No space left on device",
          FULL,
          "Disk quota exceeded",
          "the disk quota is used up",
          "Read-only file system",
          "the file system is read-only",
          "Stale file handle",
          "the network drive is not the one it was (stale file handle)",
          "Is a directory",
          "it is a directory");

  /** The messages of java.io and of {@link FileNotFoundException}: "PATH (Permission denied)". */
  private static final Pattern IN_BRACKETS = Pattern.compile("(?s).*\\(([^()]+)\\)");

  private Reason() {}

  /**
   * Returns why something failed: one line, no class name, and no path where the exception keeps
   * the path apart from the reason.
   */
  public static String of(Throwable problem) {
    if (isWrapper(problem) && problem.getCause() != null) {
      return of(problem.getCause());
    }
    for (Map.Entry<Class<? extends Throwable>, String> kind : KINDS) {
      if (kind.getKey().isInstance(problem)) {
        return kind.getValue();
      }
    }
    if (problem instanceof FileSystemException file) {
      return words(file.getReason(), FAILED);
    }
    if (problem instanceof FileNotFoundException) {
      Matcher system = IN_BRACKETS.matcher(message(problem));
      return system.matches() ? words(system.group(1), NO_SUCH_FILE) : NO_SUCH_FILE;
    }
    if (problem instanceof UnknownHostException) {
      return "unknown host " + message(problem);
    }
    if (problem instanceof ConnectException) {
      return words(problem.getMessage(), "no connection");
    }
    return words(problem.getMessage(), fallback(problem));
  }

  /** Returns the file that a failure was about and the reason: "PATH: no permission". */
  public static String withFile(Throwable problem) {
    if (isWrapper(problem) && problem.getCause() != null) {
      return withFile(problem.getCause());
    }
    return problem instanceof FileSystemException file && file.getFile() != null
        ? file.getFile() + ": " + of(problem)
        : of(problem);
  }

  private static boolean isWrapper(Throwable problem) {
    return problem instanceof UncheckedIOException
        || problem instanceof ExecutionException
        || problem instanceof CompletionException
        || (problem.getCause() != null
            && problem.getCause().toString().equals(problem.getMessage()));
  }

  private static String fallback(Throwable problem) {
    if (problem.getCause() != null) {
      return of(problem.getCause());
    }
    return problem instanceof IOException ? FAILED : "an error without a message";
  }

  private static String message(Throwable problem) {
    return String.valueOf(problem.getMessage());
  }

  private static String words(@Nullable String said, String otherwise) {
    if (said == null || said.isBlank()) {
      return otherwise;
    }
    String line = said.strip().lines().findFirst().orElse(otherwise);
    String plainer = PLAINER.get(line);
    if (plainer != null) {
      return plainer;
    }
    boolean isSentence = line.length() > 1 && Character.isLowerCase(line.charAt(1));
    return isSentence ? Character.toLowerCase(line.charAt(0)) + line.substring(1) : line;
  }
}
