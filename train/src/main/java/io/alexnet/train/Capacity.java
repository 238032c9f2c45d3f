package io.alexnet.train;

import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.network.MemoryPlan;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether this machine has what a run needs, asked before the run begins. */
final class Capacity {
  private static final double MEBI = 1 << 20;

  private Capacity() {}

  /**
   * @throws UserException if memory is short, with the figures
   */
  static void requireMemory(MemoryPlan plan) {
    long available = availableMemoryBytes();
    if (plan.totalBytes() > available) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "training needs about %.0f MiB of memory and %.0f MiB are available: lower --batch-size or take a smaller --preset",
              plan.totalBytes() / MEBI,
              available / MEBI));
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (plan.heapBytes() > heap) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "training needs about %.0f MiB of Java heap and has %.0f MiB: raise -Xmx (ALEXNET_JAVA_OPTS) or lower --batch-size",
              plan.heapBytes() / MEBI,
              heap / MEBI));
    }
  }

  /**
   * @throws UserException if the file system of {@code directory} has less than {@code needed}
   *     bytes left
   */
  static void requireDisk(Path directory, long needed) {
    try {
      long usable = Files.getFileStore(directory).getUsableSpace();
      if (usable < needed) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "the checkpoints need %.0f MiB in %s and %.0f MiB are free: make room or choose another --run",
                needed / MEBI,
                directory,
                usable / MEBI));
      }
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be asked for its free space: %s".formatted(directory, Reason.of(e)), e);
    }
  }

  /**
   * What Linux says could be taken without swapping; elsewhere all there is. Never more than a
   * container's limit.
   */
  private static long availableMemoryBytes() {
    long all =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getTotalMemorySize();
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) << 10)
          .map(available -> Math.min(available, all))
          .findFirst()
          .orElse(all);
    } catch (IOException | NumberFormatException e) {
      return all;
    }
  }
}
