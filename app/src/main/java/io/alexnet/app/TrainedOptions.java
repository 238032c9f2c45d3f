package io.alexnet.app;

import io.alexnet.augment.Views;
import io.alexnet.train.Checkpoint;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which network looks at pictures, and how, for every command that uses a trained one. */
final class TrainedOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      required = true,
      description = "A checkpoint, or a run's directory for its best one. Required.")
  private Path checkpoint = Path.of("");

  @Option(
      names = "--views",
      paramLabel = "1|10",
      converter = Values.ViewCount.class,
      description =
          "The centre alone, or four corners and centre, mirrored too, averaged (paper, section"
              + " 4.1). Default: 10.")
  private Views views = Views.TEN;

  Checkpoint open() {
    return Checkpoint.open(checkpoint);
  }

  Views views() {
    return views;
  }
}
