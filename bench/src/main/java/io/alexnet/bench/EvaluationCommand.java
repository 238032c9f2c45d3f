package io.alexnet.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench evaluation}. */
@Command(
    name = "evaluation",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ten-patch evaluation of preset paper, 1000 classes, against PyTorch on the CPU.",
      ""
    })
final class EvaluationCommand implements Callable<Integer> {
  @Option(
      names = "--images",
      paramLabel = "N",
      converter = Count.class,
      description = "Images to a measurement, ten patches each. Default: ${DEFAULT-VALUE}.")
  private int images = 96;

  @Option(
      names = "--peer-images",
      paramLabel = "N",
      converter = Count.class,
      description = "Images that the peer runs at once. Default: ${DEFAULT-VALUE}.")
  private int peerImages = 12;

  @Option(
      names = "--separate",
      description = "Ours takes every patch through the whole network, as the peer does.")
  private boolean separate;

  @Option(
      names = "--against-separate",
      description = "The peer is ours, every patch taken through the whole network.")
  private boolean againstSeparate;

  @Mixin private Threads threads = new Threads();
  @Mixin private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws Exception {
    int count = threads.count();
    measuring.compare(
        "ten-patch evaluation, preset paper, %d threads".formatted(count),
        EvaluationSide.side(separate, images, count),
        againstSeparate
            ? EvaluationSide.side(true, images, count)
            : Libtorch.side(count, "evaluation", images, peerImages, count));
    measuring.finish();
    return 0;
  }
}
