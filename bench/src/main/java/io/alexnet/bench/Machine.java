package io.alexnet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a figure was measured on. */
final class Machine {
  private Machine() {}

  /** In the order in which people read it. */
  static Map<String, Object> describe() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpu", cpu());
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put(
        "java",
        System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")");
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("load", load());
    return machine;
  }

  private static String cpu() {
    return cpuInfo("model name").orElseGet(() -> System.getProperty("os.arch"));
  }

  private static Optional<String> cpuInfo(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.replaceFirst("[^:]*:\\s*", ""))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Processes that wanted a core in the last minute: above 1 before a start, others were at work.
   */
  private static double load() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
