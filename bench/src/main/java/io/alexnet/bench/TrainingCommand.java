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
  @Mixin private BatchSize batch = new BatchSize();

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
    int images = batch.images();
    measuring.compare(
        "training, preset paper, batch %d, %d threads".formatted(images, count),
        Side.own("ours", TrainingSide.class, count, images, steps),
        Libtorch.side(count, "training", images, steps, count));
    measuring.finish();
    return 0;
  }
}
