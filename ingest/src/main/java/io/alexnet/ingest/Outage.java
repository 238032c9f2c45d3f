package io.alexnet.ingest;

import io.alexnet.common.DataAwayException;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Reason;
import io.alexnet.common.Stage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Reads the files of one data directory and waits while the directory, its drive or its network
 * share is away: a failed input is no damage of an image. Safe on any number of threads; each waits
 * for its own file.
 *
 * <p>A failure belongs to the file alone if the file is missing or forbidden while its directory is
 * there, twice in a row.
 */
final class Outage {
  /** How long to wait unless {@link #outlast} says otherwise. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Path root;
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile Duration patience = PATIENCE;
  private volatile Consumer<String> heard = line -> {};

  /** One try to read a file. */
  @FunctionalInterface
  interface Attempt {
    Decoded read() throws IOException;
  }

  /**
   * @param root the data directory
   */
  Outage(Path root) {
    this.root = root;
  }

  /**
   * @param longest how long to wait for a file from now on; zero never waits
   * @param listener hears in a line that the data is away and that it is back, on any thread
   */
  void outlast(Duration longest, Consumer<String> listener) {
    patience = longest;
    heard = listener;
  }

  /**
   * Reads a file, again and again while the data is away.
   *
   * @param meter hears of a rejection that is not the attempt's
   * @return what the attempt gave; rejected if only this file is missing or forbidden
   * @throws DataAwayException if the data stays away
   * @throws UncheckedIOException if the thread is interrupted
   */
  Decoded read(Path file, Attempt attempt, PipelineMeter meter) {
    long begun = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    boolean waited = false;
    boolean suspected = false;
    while (true) {
      try {
        Decoded decoded = attempt.read();
        if (waited) {
          sayBack(begun);
        }
        return decoded;
      } catch (ClosedByInterruptException | InterruptedIOException e) {
        throw new UncheckedIOException("interrupted", e);
      } catch (IOException e) {
        if (isOfThisFile(file, e)) {
          if (suspected) {
            meter.rejected(Stage.READ);
            return new Decoded.Rejected(Reason.of(e));
          }
          suspected = true;
          continue;
        }
        suspected = false;
        sayAway(file, e);
        await(begun, pause, file, e);
        waited = true;
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    }
  }

  private static boolean isOfThisFile(Path file, IOException e) {
    return (e instanceof NoSuchFileException
            || e instanceof AccessDeniedException
            || e instanceof FileSystemLoopException)
        && isThere(directory(file));
  }

  /** The directory that must hold the file, or the file that a link on it leads to. */
  private static Path directory(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      if (Files.isSymbolicLink(absolute)) {
        absolute = absolute.resolveSibling(Files.readSymbolicLink(absolute));
      }
    } catch (IOException e) {
      // It has just gone: its own directory counts.
    }
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  private static boolean isThere(Path directory) {
    return Files.isDirectory(directory)
        && Files.isReadable(directory)
        && Files.isExecutable(directory);
  }

  private void sayAway(Path file, IOException e) {
    if (away.compareAndSet(false, true)) {
      heard.accept("%s; waiting up to %d s for it".formatted(what(file, e), patience.toSeconds()));
    }
  }

  private void sayBack(long begun) {
    if (away.compareAndSet(true, false)) {
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
      heard.accept("the data in %s is back after %d s".formatted(root, seconds));
    }
  }

  private void await(long begun, Duration pause, Path file, IOException e) {
    Duration left = patience.minusNanos(System.nanoTime() - begun);
    if (left.isNegative() || left.isZero()) {
      away.set(false);
      throw new DataAwayException(
          "%s, and it stayed so for %d s: bring it back and run the same again, it goes on where it was"
              .formatted(what(file, e), patience.toSeconds()),
          e);
    }
    try {
      Thread.sleep(shorter(pause, left).toMillis() + 1);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException("interrupted", new InterruptedIOException());
    }
  }

  private String what(Path file, IOException e) {
    if (!isThere(root)) {
      return "the data folder %s is gone (%s)".formatted(root, Reason.of(e));
    }
    Path directory = directory(file);
    if (!file.equals(root) && !isThere(directory)) {
      return "the folder %s in the data is gone (%s)".formatted(directory, Reason.of(e));
    }
    return "%s cannot be read (%s): its drive may be away".formatted(file, Reason.of(e));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
