package io.alexnet.bench;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.Batch;
import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Progress;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Training batches of 128 from a folder or a store, closed as soon as they arrive.
 *
 * <p>Arguments: {@code <data> <workers> <images>}, images a multiple of 128.
 */
final class BatchesSide {
  static final int BATCH = 128;

  private BatchesSide() {}

  public static void main(String[] args) throws Exception {
    int images = Integer.parseInt(args[2]);
    DataSet data = Repeated.open(args[0]);
    ImageSet repeated = Repeated.images(data, images);
    try (OrderedWorkers workers = new OrderedWorkers(Integer.parseInt(args[1]), "images")) {
      TrainingBatches batches =
          new TrainingBatches(
              repeated,
              statistics(data, workers),
              InputGeometry.PAPER,
              AugmentSettings.PAPER,
              BATCH,
              1,
              workers,
              TrainingBatches.BUFFERS);
      AtomicInteger epoch = new AtomicInteger();
      Child.serve(
          images,
          "%s, %d images, on %d workers; JPEG by %s"
              .formatted(
                  data.kind() == DataSet.Kind.STORE ? "prepared store" : "folder",
                  data.training().size(),
                  workers.threads(),
                  data.decoder().describe()),
          () -> Child.timed(() -> count(batches, epoch.getAndIncrement())));
    }
  }

  /** A stream in full, so that nothing is left under way. */
  private static int count(TrainingBatches batches, int epoch) {
    int images = 0;
    try (Stream<Batch> stream = batches.from(epoch, 0).toStream(1)) {
      for (Batch batch : (Iterable<Batch>) stream::iterator) {
        try (batch) {
          images += batch.size();
        }
      }
    }
    return images;
  }

  private static Statistics statistics(DataSet data, OrderedWorkers workers) {
    return data.statistics()
        .orElseGet(
            () ->
                Statistics.compute(data.training(), workers, Progress.NONE, (index, reason) -> {}));
  }
}
