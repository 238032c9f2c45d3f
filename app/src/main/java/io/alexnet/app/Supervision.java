package io.alexnet.app;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How a trainer and the process that supervises it talk: over the trainer's standard input. A byte
 * is the number of a signal that was sent to the supervisor; the end says that there is no
 * supervisor any more.
 */
final class Supervision {
  /** A slow disk takes minutes to save the largest network; after that the trainer hangs. */
  private static final long ORPHAN_MINUTES = 10;

  private static final String SUPERVISED = "alexnet.supervised";

  private Supervision() {}

  /**
   * A Java process like this one.
   *
   * @param arguments of the application
   */
  static ProcessBuilder trainer(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-D" + SUPERVISED + "=true");
    command.addAll(program(System.getProperty("java.class.path", "")));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /**
   * Names the application for java. The shipped jar is started as a jar: its manifest allows native
   * libraries, about which newer Javas warn.
   */
  static List<String> program(String classPath) {
    return classPath.endsWith("alexnet.jar") && !classPath.contains(File.pathSeparator)
        ? List.of("-jar", classPath)
        : List.of("-cp", classPath, Main.class.getName());
  }

  /** Where this process is a supervised trainer: passes on what the supervisor says. */
  static void listen(StopSignals signals) {
    if (Boolean.getBoolean(SUPERVISED)) {
      Thread thread = new Thread(() -> read(System.in, signals), "supervision");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void read(InputStream supervisor, StopSignals signals) {
    try {
      for (int number = supervisor.read(); number >= 0; number = supervisor.read()) {
        signals.hear(number, StopSignals.Source.SUPERVISOR);
      }
    } catch (IOException e) {
      // Gone, the same.
    }
    signals.hear(Signals.TERM, StopSignals.Source.SUPERVISOR);
    CompletableFuture.delayedExecutor(ORPHAN_MINUTES, TimeUnit.MINUTES).execute(signals::endNow);
  }
}
