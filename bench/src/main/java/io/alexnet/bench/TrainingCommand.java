package io.alexnet.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench training}. */
@Command(
    name = "training",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Training steps of preset paper, 1000 classes, against PyTorch on the CPU.", ""})
final class TrainingCommand implements Callable<Integer> {
  @Option(
      names = "--batch",
      paramLabel = "N",
      converter = Count.class,
      description = "Images to a step. Default: ${DEFAULT-VALUE}.")
  private int batch = 128;

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = Count.class,
      description = "Steps to a measurement. Default: ${DEFAULT-VALUE}.")
  private int steps = 2;

  @Mixin private Threads threads = new Threads();
  @Mixin private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws Exception {
    int count = threads.count();
    measuring.compare(
        "training, preset paper, batch %d, %d threads".formatted(batch, count),
        Side.own("ours", TrainingSide.class, count, batch, steps),
        Libtorch.side(count, "training", batch, steps, count));
    measuring.finish();
    return 0;
  }
}
