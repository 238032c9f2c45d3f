package io.alexnet.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One side of a comparison: a program that speaks the protocol of {@link Child}.
 *
 * @param name in a word or two
 * @param command the program and its arguments
 * @param environment variables beside those of the runner
 */
record Side(String name, List<String> command, Map<String, String> environment) {
  Side {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * A Java program with the launcher's options. The launcher's environment comes from {@code
   * bench/bench}.
   */
  static Side java(String name, String classPath, String main, int threads, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx4g",
                "-XX:+UseParallelGC",
                "-XX:ActiveProcessorCount=" + threads,
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Djava.awt.headless=true",
                "-cp",
                classPath,
                main));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new Side(name, command, Map.of("OMP_NUM_THREADS", Integer.toString(threads)));
  }

  /** One of this module's programs. */
  static Side own(String name, Class<?> main, int threads, Object... arguments) {
    String classPath = System.getProperty("java.class.path");
    return java(name, classPath, main.getName(), threads, arguments);
  }

  /**
   * Runs a program that speaks to a person instead, to its end.
   *
   * @return its exit code
   */
  int runHere() throws IOException, InterruptedException {
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    process.environment().putAll(environment);
    return process.start().waitFor();
  }
}
