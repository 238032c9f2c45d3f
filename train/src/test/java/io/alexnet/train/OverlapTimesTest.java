package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.augment.Batch;
import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Progress;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.Statistics;
import io.alexnet.ingest.sample.SampleImages;
import io.alexnet.network.Preset;
import io.alexnet.train.Verdict.Bound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link OverlapTest} claims, in time: real JPEG files, the real batches and the loop of
 * {@link Training}, and in place of the network a trainer that takes a fixed time for each batch
 * and leaves the processor alone. For a quiet machine.
 *
 * <p>What else runs on the machine changes its speed from one moment to the next. So nothing is
 * compared with another moment: the trainer's own time and the pipeline's are those of the very
 * epoch they are compared with, and of {@link #TRIES} epochs the best counts.
 */
@Tag("timing")
class OverlapTimesTest {
  private static final int BATCH = 16;
  private static final int STEPS = 40;
  private static final int BUFFERS = 3;

  /** Epochs before the test gives up; the first that is good enough ends it. */
  private static final int TRIES = 20;

  @TempDir Path folder;
  private final OrderedWorkers workers = new OrderedWorkers(2, "overlap");

  @BeforeEach
  void draw() throws IOException {
    SampleImages.write(folder.resolve("data"), 8, 1, 1, Progress.NONE);
    // Until the code that decodes is compiled.
    for (int epoch = 0; epoch < 3; epoch++) {
      epoch(0);
    }
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void whereThePipelineIsFasterTheEpochTakesTheTrainersOwnTime() {
    double best = Double.MAX_VALUE;
    for (int tries = 0; tries < TRIES && best > 1.02; tries++) {
      // Three times the pipeline's, so the first batch, which the trainer must wait for, takes a
      // third of a step of 40.
      Epoch epoch = epoch(3 * epoch(0).time.nanos() / STEPS);
      best = Math.min(best, epoch.overTrainer());
      if (best <= 1.02) {
        assertThat(epoch.time.verdict().bound()).isEqualTo(Bound.TRAINING);
      }
    }
    assertThat(best).as("epoch / trainer's own time").isBetween(1.0, 1.02);
  }

  @Test
  void whereThePipelineIsSlowerTheEpochTakesThePipelinesOwnTime() {
    double best = Double.MAX_VALUE;
    Epoch alone = epoch(0);
    for (int tries = 0; tries < TRIES && best > 1.05; tries++) {
      Epoch epoch = epoch(alone.time.nanos() / STEPS / 2);
      Epoch aloneAgain = epoch(0);
      best = Math.min(best, epoch.overPipeline(alone, aloneAgain));
      if (best <= 1.05) {
        assertThat(epoch.time.verdict().bound()).isEqualTo(Bound.INPUT);
        assertThat(epoch.time.heldBackRatio()).isLessThan(0.05);
      }
      alone = aloneAgain;
    }
    assertThat(best).as("epoch / pipeline's own time").isLessThanOrEqualTo(1.05);
  }

  /**
   * @param time of the whole
   * @param trained of that, how long the trainer worked
   */
  private record Epoch(Throughput time, long trained) {
    double overTrainer() {
      return (double) time.nanos() / trained;
    }

    /**
     * The pipeline's own time is what its images took in this epoch, shared by as many workers as
     * are busy at once when nobody holds it back: in the epochs before and after this one.
     */
    double overPipeline(Epoch before, Epoch after) {
      double workers = (before.time.busyWorkers() + after.time.busyWorkers()) / 2;
      return time.nanos() / (time.pipeline().busyNanos() / workers);
    }
  }

  /** One epoch; the trainer takes {@code step} nanoseconds for each batch, and 0 is none at all. */
  private Epoch epoch(long step) {
    TrainingBatches batches = batches();
    Stopwatch watch = new Stopwatch(workers);
    long[] trained = {0};
    watch.start();
    Training.takeEach(
        batches.from(0, 0),
        watch,
        batch -> {
          watch.count(batch.size());
          return work(batch, step, trained);
        });
    watch.stop();
    return new Epoch(watch.total(), trained[0]);
  }

  private static boolean work(Batch batch, long nanos, long[] trained) {
    assertThat(batch.size()).isEqualTo(BATCH);
    long begun = System.nanoTime();
    for (long now = begun; now - begun < nanos; now = System.nanoTime()) {
      LockSupport.parkNanos(nanos - (now - begun));
    }
    trained[0] += System.nanoTime() - begun;
    return true;
  }

  private TrainingBatches batches() {
    InputGeometry geometry = Preset.MINI.network(1).geometry();
    int side = geometry.imageSide();
    ImageSet images = DataSet.open(folder.resolve("data"), side, ReadOptions.DEFAULT).training();
    int[] again = IntStream.range(0, BATCH * STEPS).map(i -> i % images.size()).toArray();
    Statistics statistics =
        new Statistics(
            side, new float[3 * side * side], new double[3], new double[3], new double[9]);
    return new TrainingBatches(
        images.subset(again),
        statistics,
        geometry,
        TrainSettings.of(Preset.MINI).augment(),
        BATCH,
        1,
        workers,
        BUFFERS);
  }
}
