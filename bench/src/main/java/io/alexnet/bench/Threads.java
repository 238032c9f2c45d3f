package io.alexnet.bench;

import picocli.CommandLine.Option;

/** How much of the machine each side gets. */
final class Threads {
  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Count.class,
      description = "Threads of each side. Default: one for each core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  int count() {
    return threads;
  }
}
