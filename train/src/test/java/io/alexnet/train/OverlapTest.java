package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Progress;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.Statistics;
import io.alexnet.ingest.sample.SampleImages;
import io.alexnet.network.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images are made ready while the trainer works on the batch before: real JPEG files, the real
 * batches and the loop of {@link Training}. One side waits for what the other does meanwhile, so no
 * clock is read; {@link OverlapTimesTest} holds the same to times.
 */
class OverlapTest {
  private static final int BATCH = 16;
  private static final int STEPS = 20;
  private static final int WORKERS = 2;
  private static final int BUFFERS = 3;

  /** Ends a hang. */
  private static final int MINUTES = 5;

  @TempDir Path folder;
  private final OrderedWorkers workers = new OrderedWorkers(WORKERS, "overlap");

  /** Counted down when all images of the batch of that number were read. */
  private final List<CountDownLatch> made =
      IntStream.range(0, STEPS).mapToObj(step -> new CountDownLatch(BATCH * (step + 1))).toList();

  @BeforeEach
  void draw() throws IOException {
    SampleImages.write(folder.resolve("data"), 8, 1, 1, Progress.NONE);
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void whileTheTrainerWorksOnABatchAllOfTheNextIsMade() {
    AtomicInteger steps = new AtomicInteger();
    boolean all =
        train(
            () -> {},
            () -> {
              int next = Math.min(steps.incrementAndGet(), STEPS - 1);
              assertThat(awaits(made.get(next))).as("batch %d is made", next).isTrue();
            });
    assertThat(all).isTrue();
    assertThat(steps).hasValue(STEPS);
  }

  @Test
  void whileTheTrainerWaitsEveryWorkerReads() {
    CyclicBarrier together = new CyclicBarrier(WORKERS);
    AtomicInteger meetings = new AtomicInteger();
    boolean all =
        train(
            () -> {
              meet(together);
              meetings.incrementAndGet();
            },
            () -> {});
    assertThat(all).isTrue();
    assertThat(meetings).hasValue(BATCH * STEPS);
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Goes on when as many threads as there are workers are here. */
  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("a worker stands idle", e);
    }
  }

  /**
   * One epoch.
   *
   * @param read done by a worker before each image
   * @param work done by the trainer with each batch
   * @return whether all batches were taken
   */
  private boolean train(Runnable read, Runnable work) {
    Stopwatch watch = new Stopwatch(workers);
    watch.start();
    return Training.takeEach(
        batches(read).from(0, 0),
        watch,
        batch -> {
          assertThat(batch.size()).isEqualTo(BATCH);
          work.run();
          return true;
        });
  }

  private TrainingBatches batches(Runnable read) {
    InputGeometry geometry = Preset.MINI.network(1).geometry();
    int side = geometry.imageSide();
    ImageSet images = DataSet.open(folder.resolve("data"), side, ReadOptions.DEFAULT).training();
    // In place of one that is damaged another would be read, which is one more.
    int[] sound =
        IntStream.range(0, images.size())
            .filter(i -> images.read(i) instanceof Decoded.Ok)
            .toArray();
    int[] again = IntStream.range(0, BATCH * STEPS).map(i -> sound[i % sound.length]).toArray();
    Statistics statistics =
        new Statistics(
            side, new float[3 * side * side], new double[3], new double[3], new double[9]);
    return new TrainingBatches(
        new Watched(images.subset(again), read),
        statistics,
        geometry,
        TrainSettings.of(Preset.MINI).augment(),
        BATCH,
        1,
        workers,
        BUFFERS);
  }

  /** Images whose readings are counted. */
  private final class Watched implements ImageSet {
    private final ImageSet images;
    private final Runnable before;

    Watched(ImageSet images, Runnable before) {
      this.images = images;
      this.before = before;
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public int label(int index) {
      return images.label(index);
    }

    @Override
    public String name(int index) {
      return images.name(index);
    }

    @Override
    public int side() {
      return images.side();
    }

    @Override
    public Decoded read(int index, PipelineMeter meter) {
      before.run();
      Decoded decoded = images.read(index, meter);
      made.forEach(CountDownLatch::countDown);
      return decoded;
    }
  }
}
