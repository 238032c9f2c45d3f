package io.alexnet.bench;

import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import java.util.Arrays;
import java.util.Random;

/** Noise with labels, in memory: 256x256 pictures for figures in which reading has no part. */
final class RandomImages implements ImageSet {
  private static final int SIDE = 256;
  private static final int CLASSES = 1000;

  private final RgbImage[] images;

  RandomImages(int size) {
    Random random = new Random(1);
    images = new RgbImage[size];
    for (int i = 0; i < size; i++) {
      byte[] pixels = new byte[SIDE * SIDE * RgbImage.CHANNELS];
      random.nextBytes(pixels);
      images[i] = new RgbImage(SIDE, SIDE, pixels);
    }
  }

  @Override
  public int size() {
    return images.length;
  }

  @Override
  public int label(int index) {
    return index * 37 % CLASSES;
  }

  @Override
  public String name(int index) {
    return "noise/" + index;
  }

  @Override
  public int side() {
    return SIDE;
  }

  @Override
  public Decoded read(int index, PipelineMeter meter) {
    return new Decoded.Ok(images[index]);
  }

  /** A grey mean image and colours that vary as those of photographs do, in order of magnitude. */
  static Statistics statistics() {
    float[] mean = new float[RgbImage.CHANNELS * SIDE * SIDE];
    Arrays.fill(mean, 127.5f);
    return new Statistics(
        SIDE,
        mean,
        new double[] {127.5, 127.5, 127.5},
        new double[] {12_000, 800, 200},
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
  }
}
