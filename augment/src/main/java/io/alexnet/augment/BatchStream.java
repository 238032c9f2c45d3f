package io.alexnet.augment;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The reactive part that training and evaluation share: free buffer, numbered batch, places, worked
 * on side by side, back in order, complete batch.
 *
 * <p>A batch's buffer is leased, its places are handed to the workers one by one, and when the last
 * of them has come back in its turn the batch goes out. The places of the next batch follow without
 * a gap, so workers have nothing to wait for while there is a free buffer: they may be ahead of a
 * slow image by a batch, since what waits for its turn are places, whose memory is the ring's.
 */
final class BatchStream {
  private final OrderedWorkers workers;
  private final int buffers;
  private final BatchShape shape;

  /**
   * The ring of a subscription that came to its end, kept while there is memory to spare. A new one
   * is so large that it comes fresh from the system, with a page fault for every 4 KiB.
   */
  private final AtomicReference<SoftReference<BatchRing>> used =
      new AtomicReference<>(new SoftReference<>(null));

  /**
   * @param workers where the filling runs; owned by the caller
   * @param buffers batches in memory at once, 2 to 4
   */
  BatchStream(OrderedWorkers workers, int buffers, BatchShape shape) {
    if (buffers < 2 || buffers > 4) {
      throw new IllegalArgumentException("buffers must be 2 to 4, not " + buffers);
    }
    this.workers = workers;
    this.buffers = buffers;
    this.shape = shape;
  }

  /**
   * Batches {@code step} and on of an epoch.
   *
   * <p>Cold; every subscription has a ring of its own, that of one before it if that is over and
   * all of its batches are closed. On cancel and on error nothing more is begun and what is under
   * way is interrupted and ends with its image.
   *
   * @param images how many the epoch has
   * @param fill writes an image to a place; called on several workers at once; may block
   */
  Flux<Batch> batches(int epoch, int step, int images, Function<Place, Filled> fill) {
    int steps = (images + shape.images() - 1) / shape.images();
    return Flux.defer(
        () -> {
          BatchRing ring = ring();
          PipelineMeter.BufferWaits waits = workers.meter().stream();
          Flux<Place> places =
              Flux.range(step, steps - step)
                  .concatMap(
                      number -> ring.lease(number).map(free -> batch(free, epoch, number, images)),
                      1)
                  // Asked for when the last place of the batch before has been handed out.
                  .doOnRequest(one -> waits.wanted())
                  .doOnNext(batch -> waits.got())
                  .doFinally(end -> waits.end())
                  .concatMapIterable(BatchStream::places, 1)
                  .doOnNext(place -> waits.handedOut());
          return workers
              .inOrder(
                  places,
                  shape.images(),
                  place -> {
                    waits.begun();
                    return fill.apply(place);
                  })
              .mapNotNull(BatchStream::completed)
              .doOnNext(batch -> waits.full())
              // Asks for as many batches as there are buffers: only a full ring stops the workers.
              .limitRate(buffers, 1)
              .doOnComplete(() -> used.set(new SoftReference<>(ring)));
        });
  }

  private BatchRing ring() {
    BatchRing before = used.getAndSet(new SoftReference<>(null)).get();
    return before != null && before.isFree() ? before : new BatchRing(buffers, shape);
  }

  private Batch batch(BatchRing.Buffer buffer, int epoch, int step, int images) {
    int first = step * shape.images();
    return new Batch(buffer, epoch, step, first, Math.min(shape.images(), images - first));
  }

  private static List<Place> places(Batch batch) {
    return IntStream.range(0, batch.places()).mapToObj(at -> new Place(batch, at)).toList();
  }

  /** The batch that this place completes, or null while others are to come. */
  private static @Nullable Batch completed(Filled filled) {
    Batch batch = filled.place().batch();
    return batch.arrived(filled) ? batch : null;
  }
}
