package io.alexnet.ingest;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * Every image of a set, read side by side on the workers, handed over in order on the caller's
 * thread. The one place in this module where a stream is waited for.
 */
final class Sweep {
  /** Takes one image. */
  @FunctionalInterface
  interface Sink {
    void accept(int index, RgbImage image) throws IOException;
  }

  private final ImageSet images;
  private final OrderedWorkers workers;
  private final Progress progress;
  private final String what;

  Sweep(ImageSet images, OrderedWorkers workers, Progress progress, String what) {
    this.images = images;
    this.workers = workers;
    this.progress = progress;
    this.what = what;
  }

  /** Blocks until all are read. An exception from either consumer stops the reading. */
  void run(Sink sink, BiConsumer<Integer, String> onRejected) throws IOException {
    int size = images.size();
    try (Stream<Decoded> stream = workers.inOrder(Flux.range(0, size), images::read).toStream(1)) {
      Iterator<Decoded> results = stream.iterator();
      for (int index = 0; results.hasNext(); index++) {
        Decoded decoded = results.next();
        if (decoded instanceof Decoded.Ok ok) {
          sink.accept(index, ok.image());
        } else if (decoded instanceof Decoded.Rejected rejected) {
          onRejected.accept(index, rejected.reason());
        }
        progress.at(what, index + 1L, size);
      }
    }
  }
}
