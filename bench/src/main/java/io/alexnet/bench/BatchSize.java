package io.alexnet.bench;

import picocli.CommandLine.Option;

/** How many images a training step takes. */
final class BatchSize {
  @Option(
      names = "--batch",
      paramLabel = "N",
      converter = Count.class,
      description = "Images to a step. Default: ${DEFAULT-VALUE}.")
  private int images = 128;

  int images() {
    return images;
  }
}
