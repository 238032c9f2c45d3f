package io.alexnet.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench store}. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "A prepared store to full batches of floats, with 1 worker and with as many as there are"
          + " cores, against a copy of as many bytes.",
      ""
    })
final class StoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "STORE", description = "What alexnet prepare made, of side 256.")
  private Path store = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "N",
      converter = Count.class,
      description =
          "Images to a measurement for each worker, made a multiple of 128. Default:"
              + " ${DEFAULT-VALUE}.")
  private int images = 8192;

  @Mixin private Threads threads = new Threads();
  @Mixin private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws Exception {
    List<Integer> counts = new ArrayList<>(List.of(1));
    if (threads.count() > 1) {
      counts.add(threads.count());
    }
    for (int workers : counts) {
      int rounded = (images + BatchesSide.BATCH - 1) / BatchesSide.BATCH * BatchesSide.BATCH;
      int all = rounded * workers;
      measuring.compare(
          "store to batches, %d %s".formatted(workers, workers == 1 ? "worker" : "workers"),
          Side.own("ours", BatchesSide.class, threads.count(), store, workers, all),
          Side.own("copy", CopySide.class, threads.count(), workers, all));
    }
    measuring.finish();
    return 0;
  }
}
