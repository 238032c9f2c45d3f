package io.alexnet.augment;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Statistics;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A picture in memory to a slot of a batch: crop, flip, colour noise or none, mean; the baseline
 * copies as many floats. Batches are larger than the caches, as in training.
 */
@State(Scope.Benchmark)
public class PatchBenchmark {
  private static final int SIDE = 256;
  private static final int SLOTS = 128;
  private static final InputGeometry GEOMETRY = InputGeometry.PAPER;

  @Param({"NONE", "PAPER"})
  private ColourNoise noise = ColourNoise.NONE;

  private final RgbImage[] pictures = new RgbImage[SLOTS];
  private final float[] from = new float[SLOTS * GEOMETRY.inputLength()];
  private final float[] to = new float[SLOTS * GEOMETRY.inputLength()];
  private PatchWriter writer = writer(AugmentSettings.PAPER);
  private AugmentSettings settings = AugmentSettings.PAPER;
  private int number;

  @Setup
  public void fill() {
    settings = new AugmentSettings(true, true, noise, 0.1, Mean.IMAGE, 1);
    writer = writer(settings);
    Random random = new Random(1);
    for (int i = 0; i < SLOTS; i++) {
      byte[] pixels = new byte[SIDE * SIDE * RgbImage.CHANNELS];
      random.nextBytes(pixels);
      pictures[i] = new RgbImage(SIDE, SIDE, pixels);
    }
    Arrays.fill(from, 1);
    Arrays.fill(to, 1);
  }

  private static PatchWriter writer(AugmentSettings settings) {
    float[] mean = new float[RgbImage.CHANNELS * SIDE * SIDE];
    Arrays.fill(mean, 127.5f);
    double[] grey = {127.5, 127.5, 127.5};
    double[] axes = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    return PatchWriter.training(
        GEOMETRY,
        settings,
        new Statistics(SIDE, mean, grey, new double[] {12_000, 800, 200}, axes));
  }

  @Benchmark
  public float[] patch() {
    int slot = number++ % SLOTS;
    PatchChoice choice =
        PatchChoice.draw(settings, GEOMETRY, KeyedRandom.of(1, 0, number, Purpose.AUGMENT));
    writer.write(pictures[slot], choice, to, slot * GEOMETRY.inputLength());
    return to;
  }

  @Benchmark
  public float[] baselineCopy() {
    int start = number++ % SLOTS * GEOMETRY.inputLength();
    System.arraycopy(from, start, to, start, GEOMETRY.inputLength());
    return to;
  }
}
