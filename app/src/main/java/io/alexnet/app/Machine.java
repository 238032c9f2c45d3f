package io.alexnet.app;

import java.lang.management.ManagementFactory;

/**
 * What the JVM sees of the machine.
 *
 * @param java version and vendor
 * @param system name and architecture
 * @param cores that this process may use
 * @param physicalBytes of memory that this process may use
 * @param heapBytes that the heap may grow to
 */
record Machine(String java, String system, int cores, long physicalBytes, long heapBytes) {
  static Machine here() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        "%s (%s)".formatted(System.getProperty("java.version"), System.getProperty("java.vendor")),
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        Runtime.getRuntime().maxMemory());
  }

  /** For people. */
  String memory() {
    return "%s, of which up to %s for the Java heap, the rest for weights and activations"
        .formatted(Text.bytes(physicalBytes), Text.bytes(heapBytes));
  }
}
