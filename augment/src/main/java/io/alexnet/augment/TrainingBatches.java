package io.alexnet.augment;

import io.alexnet.common.EpochOrder;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.common.Stage;
import io.alexnet.common.UserException;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import reactor.core.publisher.Flux;

/**
 * The batches of a training run: every batch is a function of (seed, epoch, step), whatever the
 * number of workers and wherever the run was taken up again.
 *
 * <p>Safe to share between threads, as its image set is.
 */
public final class TrainingBatches {
  /**
   * How many batches to have in memory: one that is trained on, one that is full, one that is being
   * filled.
   */
  public static final int BUFFERS = 3;

  private final ImageSet images;
  private final InputGeometry geometry;
  private final AugmentSettings settings;
  private final int batchSize;
  private final long seed;
  private final PatchWriter writer;
  private final Replacements replacements;
  private final PipelineMeter meter;
  private final BatchStream stream;

  /** A worker's own, for the pixels of the image that it is at. */
  private final ThreadLocal<byte[]> space;

  /**
   * @param images of imageSide x imageSide pixels
   * @param statistics of the training set
   * @param batchSize images to a batch, at least 1
   * @param workers read and fill; their meter hears of every stage; owned by the caller
   * @param buffers batches in memory at once, 2 to 4
   * @throws UserException if there are fewer images than a batch takes, or if images or statistics
   *     are of another size than the geometry's
   */
  public TrainingBatches(
      ImageSet images,
      Statistics statistics,
      InputGeometry geometry,
      AugmentSettings settings,
      int batchSize,
      long seed,
      OrderedWorkers workers,
      int buffers) {
    PatchWriter.requireSide("images", images.side(), geometry);
    requireBatch(images, batchSize);
    this.images = images;
    this.geometry = geometry;
    this.settings = settings;
    this.batchSize = batchSize;
    this.seed = seed;
    this.writer = PatchWriter.training(geometry, settings, statistics);
    this.replacements = new Replacements(images, seed);
    this.meter = workers.meter();
    int pixels = images.side() * images.side();
    this.space = ThreadLocal.withInitial(() -> new byte[pixels * RgbImage.CHANNELS]);
    this.stream =
        new BatchStream(workers, buffers, new BatchShape(batchSize, 1, geometry.inputLength()));
  }

  /**
   * Asked by whoever wants to know early.
   *
   * @throws UserException if there are fewer images than a batch takes
   */
  public static void requireBatch(ImageSet images, int batchSize) {
    if (images.size() < batchSize) {
      throw new UserException(
          "the training set has %d images, fewer than a batch of %d: lower the batch size"
              .formatted(images.size(), batchSize));
    }
  }

  /**
   * Batches in an epoch: full ones only, so the last {@code size % batchSize} of its order rest.
   */
  public int stepsPerEpoch() {
    return images.size() / batchSize;
  }

  /**
   * The rest of an epoch, batch {@code step} first; nothing if {@code step} is {@link
   * #stepsPerEpoch()}.
   *
   * <p>Cold: every subscription has its own ring of buffers. The receiver owns each batch until it
   * closes it and must close it for the stream to go on. Batches arrive on a worker thread or on
   * the one that asked; work on them elsewhere. On cancel, workers are interrupted and what they
   * were doing is dropped; batches already received stay valid. On error, such as one from the
   * image set, the same, and the stream ends with it.
   */
  public Flux<Batch> from(int epoch, int step) {
    if (epoch < 0 || step < 0 || step > stepsPerEpoch()) {
      throw new IllegalArgumentException(
          "epoch %d, step %d: an epoch has %d steps".formatted(epoch, step, stepsPerEpoch()));
    }
    return Flux.defer(
        () -> {
          int[] order = EpochOrder.permutation(seed, epoch, images.size());
          return stream.batches(
              epoch, step, stepsPerEpoch() * batchSize, place -> fill(order, epoch, place));
        });
  }

  private Filled fill(int[] order, int epoch, Place place) {
    int example = order[place.position()];
    Replacements.Found found = replacements.read(epoch, example, space.get(), meter);
    long begun = System.nanoTime();
    PatchChoice choice =
        PatchChoice.draw(settings, geometry, KeyedRandom.of(seed, epoch, example, Purpose.AUGMENT));
    writer.write(found.image(), choice, place.target(), place.start());
    meter.passed(Stage.AUGMENT, begun);
    return new Filled(place, found.index(), images.label(found.index()), found.quarantined());
  }
}
