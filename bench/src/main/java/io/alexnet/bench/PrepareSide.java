package io.alexnet.bench;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.ingest.DamageLimits;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Prepare;
import io.alexnet.ingest.PrepareListener;
import java.nio.file.Path;

/**
 * A folder made into a store.
 *
 * <p>Arguments: {@code <folder> <workers> <images> <directory>}, the last for stores, each deleted
 * once it is measured.
 */
final class PrepareSide {
  private PrepareSide() {}

  public static void main(String[] args) throws Exception {
    int images = Integer.parseInt(args[2]);
    DataSet data = Repeated.data(Repeated.open(args[0]), images);
    Path store = Path.of(args[3]).resolve("store");
    try (OrderedWorkers workers = new OrderedWorkers(Integer.parseInt(args[1]), "images")) {
      Child.serve(
          images,
          "prepare on %d workers".formatted(workers.threads()),
          () -> {
            double seconds =
                Child.timed(
                    () ->
                        Prepare.run(
                                data, store, DamageLimits.DEFAULT, workers, PrepareListener.NONE)
                            .images());
            DurableFiles.deleteTree(store);
            return seconds;
          });
    }
  }
}
