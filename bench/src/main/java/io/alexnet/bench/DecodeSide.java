package io.alexnet.bench;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * The images of a folder decoded and rescaled, and dropped.
 *
 * <p>Arguments: {@code <folder> <workers> <images>}.
 */
final class DecodeSide {
  private DecodeSide() {}

  public static void main(String[] args) throws Exception {
    ImageSet images = Repeated.images(Repeated.open(args[0]), Integer.parseInt(args[2]));
    try (OrderedWorkers workers = new OrderedWorkers(Integer.parseInt(args[1]), "images")) {
      Child.serve(
          images.size(),
          "decode and rescale on %d workers".formatted(workers.threads()),
          () -> Child.timed(() -> count(images, workers)));
    }
  }

  private static long count(ImageSet images, OrderedWorkers workers) {
    try (Stream<Decoded> decoded =
        workers.inOrder(Flux.range(0, images.size()), images::read).toStream(1)) {
      return decoded.filter(Decoded.Ok.class::isInstance).count();
    }
  }
}
