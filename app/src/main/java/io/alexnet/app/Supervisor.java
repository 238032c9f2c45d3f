package io.alexnet.app;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a trainer as a process of its own and starts it again when it dies, for what no program can
 * survive: a refused native allocation, a fault in a library, the system's out-of-memory killer.
 * Also when its data is away, for as long as that lasts.
 */
final class Supervisor {
  static final int MOST_DEATHS = 3;
  static final Duration WITHIN = Duration.ofMinutes(10);
  private static final Duration UNTIL_DATA_MAY_BE_BACK = Duration.ofSeconds(5);

  /**
   * Ends that are the trainer's own word: done, failed, wrong usage, stopped by SIGINT, SIGTERM.
   */
  private static final Set<Integer> ENDS = Set.of(0, 1, 2, 130, 143);

  private static final int EXIT_CODE_OF_SIGNALS = 128;

  private final Output output;
  private final List<String> arguments;
  private final ArrayDeque<Long> deaths = new ArrayDeque<>();
  private Optional<Process> trainer = Optional.empty();
  private int stopped;

  /**
   * @param arguments of the trainer's command line
   */
  Supervisor(Output output, List<String> arguments) {
    this.output = output;
    this.arguments = arguments;
  }

  /**
   * Until the trainer has ended of its own.
   *
   * @return its exit code
   * @throws UserException if it dies too often
   */
  @SuppressWarnings("try") // Signals are heard by being open.
  int run() throws IOException, InterruptedException {
    try (Signals signals = new Signals(Set.of("TERM", "INT", "HUP"), this::pass)) {
      for (int begun = 0; ; begun++) {
        LastWords words = new LastWords();
        int exitCode = runOnce(begun == 0 ? arguments : again(arguments), words);
        if (ENDS.contains(exitCode)) {
          return exitCode;
        }
        if (exitCode == Failures.DATA_AWAY) {
          awaitData();
        }
        if (stopped() > 0) {
          return Signals.exitCode(stopped());
        }
        if (exitCode != Failures.DATA_AWAY) {
          count(exitCode, words);
        }
      }
    }
  }

  /** What was begun is gone on with. */
  static List<String> again(List<String> arguments) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--resume")) {
        i++;
      } else if (!arguments.get(i).startsWith("--resume=")) {
        kept.add(arguments.get(i));
      }
    }
    return kept;
  }

  private int runOnce(List<String> words, LastWords lastWords)
      throws IOException, InterruptedException {
    Process process = begin(words);
    try {
      lastWords.pass(process.getErrorStream(), output.err());
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private synchronized Process begin(List<String> words) throws IOException {
    Process process =
        Supervision.trainer(words).redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
    trainer = Optional.of(process);
    if (stopped > 0) {
      send(process, stopped);
    }
    return process;
  }

  /** Waits a while, or for a signal that ends all. However often the data is away, no one died. */
  private synchronized void awaitData() throws InterruptedException {
    output.note(
        "the trainer is started again in %d s, since its data may be back"
            .formatted(UNTIL_DATA_MAY_BE_BACK.toSeconds()));
    long end = System.nanoTime() + UNTIL_DATA_MAY_BE_BACK.toNanos();
    for (long left = end - System.nanoTime(); stopped == 0 && left > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }

  private synchronized int stopped() {
    return stopped;
  }

  /** A signal has come. */
  private synchronized void pass(int number) {
    if (number != Signals.HANG_UP) {
      stopped = number;
      notifyAll();
    }
    trainer.ifPresent(process -> send(process, number));
  }

  private static void send(Process process, int number) {
    try {
      OutputStream input = process.getOutputStream();
      input.write(number);
      input.flush();
    } catch (IOException e) {
      // It has ended, and its exit code says how.
    }
  }

  private void count(int exitCode, LastWords words) {
    long now = System.nanoTime();
    deaths.add(now);
    while (now - deaths.getFirst() > WITHIN.toNanos()) {
      deaths.remove();
    }
    String death = death(exitCode, words.line());
    if (deaths.size() >= MOST_DEATHS) {
      throw new UserException(
          "the trainer died %d times in %d minutes, %s: mend that, and the same command goes on"
              .formatted(MOST_DEATHS, WITHIN.toMinutes(), death));
    }
    output.note("the trainer died, %s; it is started again".formatted(death));
  }

  private static String death(int exitCode, String words) {
    String how =
        exitCode > EXIT_CODE_OF_SIGNALS
            ? "signal %d (exit status %d)".formatted(exitCode - EXIT_CODE_OF_SIGNALS, exitCode)
            : "exit status %d".formatted(exitCode);
    return words.isEmpty() ? how : "%s, its last words '%s'".formatted(how, words);
  }
}
