package io.alexnet.bench;

import io.alexnet.train.SaveBenchmark;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench save}. */
@Command(
    name = "save",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "What a checkpoint of preset paper costs: how long training stands still, how long until it"
          + " is verified, and memory.",
      ""
    })
final class SaveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "On the disk to write to; cleared away after.")
  private Path directory = Path.of("");

  @Mixin private BatchSize batch = new BatchSize();

  @Option(
      names = "--saves",
      paramLabel = "N",
      converter = Count.class,
      description = "Saves that are measured. Default: ${DEFAULT-VALUE}.")
  private int saves = 5;

  @Mixin private Threads threads = new Threads();

  @Override
  public Integer call() throws Exception {
    Side side =
        Side.own("ours", SaveBenchmark.class, threads.count(), directory, batch.images(), saves);
    return side.runHere();
  }
}
