package io.alexnet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child's end of a comparison: says {@code ready <images> <description>} on standard output,
 * then answers every line {@code run} on standard input with the seconds that the work took.
 *
 * <p>Dies at once when standard input ends, so a child never outlives its runner.
 */
public final class Child {
  /** What the runner writes to have the work done once. */
  static final String RUN = "run";

  /** What the child's first line begins with. */
  static final String READY = "ready ";

  private Child() {}

  /** A fixed amount of work; leaves nothing running behind it. */
  @FunctionalInterface
  public interface Work {
    /** Does it once and says how long the part to be measured took. */
    double seconds() throws Exception;
  }

  /** The seconds that work takes whose result, kept, keeps the compiler from leaving it out. */
  public static double timed(Callable<?> work) throws Exception {
    long start = System.nanoTime();
    Object result = work.call();
    double seconds = (System.nanoTime() - start) * 1e-9;
    System.err.println("result: " + result);
    return seconds;
  }

  /**
   * Serves until the runner goes; does not return. Whatever else the process prints by {@code
   * System.out} goes to standard error.
   *
   * @param images how many of them one unit of work is
   * @param description of what is measured, with versions; one line
   * @throws Exception what the work threw, to end the process with
   */
  public static void serve(long images, String description, Work work) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    LinkedBlockingQueue<String> commands = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(commands), "commands");
    reader.setDaemon(true);
    reader.start();
    answers.println(READY + images + " " + description);
    while (true) {
      String command = commands.take();
      if (!command.equals(RUN)) {
        throw new IllegalArgumentException("knows \"run\", not \"" + command + "\"");
      }
      answers.println(String.format(Locale.ROOT, "%.9f", work.seconds()));
    }
  }

  private static void read(LinkedBlockingQueue<String> commands) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
      }
    } catch (IOException e) {
      System.err.println("no more commands: " + e);
    }
    // Not exit, which would wait for the work under way.
    Runtime.getRuntime().halt(0);
  }
}
