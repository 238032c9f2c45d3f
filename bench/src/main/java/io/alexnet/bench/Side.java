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

  /** A Java program started the way the launcher starts the application. */
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
    // Memory that is freed is kept for the next step, as under the launcher, and as the allocators
    // do that PyTorch's tuning guide recommends: fetching it anew is a page fault every 4 KiB.
    return new Side(
        name,
        command,
        Map.of(
            "OMP_NUM_THREADS",
            Integer.toString(threads),
            "MALLOC_ARENA_MAX",
            "1",
            "MALLOC_MMAP_MAX_",
            "0",
            "MALLOC_TRIM_THRESHOLD_",
            "100000000000"));
  }

  /** One of this module's programs. */
  static Side own(String name, Class<?> main, int threads, Object... arguments) {
    String classPath = System.getProperty("java.class.path");
    Side side = java(name, classPath, main.getName(), threads, arguments);
    // As the launcher does, for the OpenBLAS that ND4J brings.
    return Machine.hasAvx512() ? side.with("OPENBLAS_CORETYPE", "SkylakeX") : side;
  }

  Side with(String variable, String value) {
    Map<String, String> more = new java.util.HashMap<>(environment);
    more.put(variable, value);
    return new Side(name, command, more);
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
