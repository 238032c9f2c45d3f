package io.alexnet.bench;

import io.alexnet.network.StepProfile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench step}. */
@Command(
    name = "step",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Where a training step of preset paper spends its time, layer by layer, and its rate of"
          + " arithmetic against a large matrix product's.",
      ""
    })
final class StepCommand implements Callable<Integer> {
  @Mixin private BatchSize batch = new BatchSize();

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = Count.class,
      description = "Steps that are measured. Default: ${DEFAULT-VALUE}.")
  private int steps = 5;

  @Mixin private Threads threads = new Threads();

  @Override
  public Integer call() throws Exception {
    Side side = Side.own("ours", StepProfile.class, threads.count(), batch.images(), steps);
    return side.runHere();
  }
}
