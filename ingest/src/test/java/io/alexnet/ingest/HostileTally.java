package io.alexnet.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * What became of hostile files in a process of its own with a heap of 512 MB.
 *
 * @param outcomes {@link HostileDecodes#READ} or the reason, by the file's name
 * @param slowest name of the file that took longest
 * @param seconds that it took, of processor time
 * @param heapMb the most that was in use
 */
record HostileTally(
    HostileReader reader,
    Map<String, String> outcomes,
    String slowest,
    double seconds,
    long heapMb) {
  /** Ends a hang. */
  private static final int SILENT_SECONDS = 300;

  private static final int LISTED = 40;

  /**
   * Reads all files below a directory.
   *
   * @param mutants of each file, read too
   * @throws AssertionError if the process dies or does not come back from a file, naming it
   */
  static HostileTally of(Path directory, HostileReader reader, int mutants)
      throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "-Djava.awt.headless=true",
                "-Dalexnet.turbo=" + reader.turbo(),
                "-cp",
                System.getProperty("java.class.path"),
                HostileDecodes.class.getName(),
                directory.toString(),
                reader.decoder().name(),
                Integer.toString(mutants))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    AtomicInteger silent = new AtomicInteger();
    CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> killWhenSilent(java, silent));
    try {
      HostileTally tally = read(java, reader, silent);
      watch.join();
      return tally;
    } finally {
      java.destroyForcibly().waitFor();
    }
  }

  /** Counts its own turns, which stand still when the whole machine does. */
  private static void killWhenSilent(Process java, AtomicInteger silent) {
    try {
      while (!java.waitFor(1, TimeUnit.SECONDS)) {
        if (silent.incrementAndGet() > SILENT_SECONDS) {
          // Not by the process object, which would close the stream that is being read.
          java.toHandle().destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      java.toHandle().destroyForcibly();
    }
  }

  private static HostileTally read(Process java, HostileReader reader, AtomicInteger silent)
      throws IOException, InterruptedException {
    Map<String, String> outcomes = new LinkedHashMap<>();
    String name = "(none)";
    String slowest = name;
    double seconds = 0;
    long heapMb = -1;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(java.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        silent.set(0);
        String[] words = line.split("\t", 3);
        if (words[0].equals(HostileDecodes.BEGUN)) {
          name = words[1];
        } else if (words[0].equals(HostileDecodes.ENDED)) {
          outcomes.put(name, words[2]);
          if (Double.parseDouble(words[1]) > seconds) {
            seconds = Double.parseDouble(words[1]);
            slowest = name;
          }
        } else if (words[0].equals(HostileDecodes.HEAP)) {
          heapMb = Long.parseLong(words[1]);
        } else {
          throw new AssertionError("after %s: %s".formatted(name, line));
        }
      }
    }
    if (java.waitFor() != 0 || heapMb < 0) {
      throw new AssertionError(
          "%s: the process ended with %d or was silent for %d s"
              .formatted(name, java.exitValue(), SILENT_SECONDS));
    }
    return new HostileTally(reader, outcomes, slowest, seconds, heapMb);
  }

  /** For a person: how many were read and how many rejected for each reason, numbers left out. */
  @Override
  public String toString() {
    Map<String, Long> counts =
        outcomes.values().stream()
            .map(reason -> reason.replaceAll("0x\\p{XDigit}+|\\d+", "N"))
            .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting()));
    String rows =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(LISTED)
            .map(entry -> "%7d  %s%n".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining());
    return "%s: %d files, slowest %s with %.2f s, heap at most %d MB%n%s"
        .formatted(reader, outcomes.size(), slowest, seconds, heapMb, rows);
  }
}
