package io.alexnet.augment;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Stage;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Every image of a set once, in index order, each by the same windows, without anything random.
 *
 * <p>Safe to share between threads, as its image set is.
 */
public final class EvaluationBatches {
  private final ImageSet images;
  private final List<PatchChoice> windows;
  private final PatchWriter writer;
  private final PipelineMeter meter;
  private final BatchStream stream;

  /**
   * @param images of imageSide x imageSide pixels
   * @param statistics of the training set
   * @param settings of which only the mean and the scale matter
   * @param windows of every image, such as {@link Views#windows}; each takes a slot
   * @param capacity slots of a batch, at least the number of windows; a remainder that holds no
   *     whole image is left unused
   * @param workers read and fill; their meter hears of every stage; owned by the caller
   * @param buffers batches in memory at once, 2 to 4
   * @throws UserException if images or statistics are of another size than the geometry's
   */
  public EvaluationBatches(
      ImageSet images,
      Statistics statistics,
      InputGeometry geometry,
      AugmentSettings settings,
      List<PatchChoice> windows,
      int capacity,
      OrderedWorkers workers,
      int buffers) {
    PatchWriter.requireSide("images", images.side(), geometry);
    int views = windows.size();
    if (capacity < views) {
      throw new IllegalArgumentException(
          "capacity %d is less than the %d windows of one image".formatted(capacity, views));
    }
    this.images = images;
    this.windows = List.copyOf(windows);
    this.writer = PatchWriter.evaluation(geometry, settings, statistics);
    this.meter = workers.meter();
    BatchShape shape = new BatchShape(capacity / views, views, geometry.inputLength());
    this.stream = new BatchStream(workers, buffers, shape);
  }

  /**
   * All images. The windows of one follow each other in one batch, in the order given; an unusable
   * image is left out and reported, the images after it move up.
   *
   * <p>Cold; cancel, error, ownership and threads as in {@link TrainingBatches#from}.
   */
  public Flux<Batch> all() {
    return stream.batches(0, 0, images.size(), this::fill);
  }

  private Filled fill(Place place) {
    int index = place.position();
    Decoded decoded = images.read(index, meter);
    if (decoded instanceof Decoded.Ok ok) {
      long begun = System.nanoTime();
      writer.writeAll(ok.image(), windows, place.target(), place.start());
      meter.passed(Stage.AUGMENT, begun);
      return new Filled(place, index, images.label(index), List.of());
    }
    return Filled.nothing(place, List.of(Quarantined.of(images, index, decoded)));
  }
}
