package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A photograph of 500x375 to 256x256; the baseline copies its bytes. */
@State(Scope.Benchmark)
public class RescaleBenchmark {
  private RgbImage picture = new RgbImage(1, 1, new byte[3]);

  @Setup
  public void fill() {
    byte[] pixels = new byte[500 * 375 * RgbImage.CHANNELS];
    new Random(1).nextBytes(pixels);
    picture = new RgbImage(500, 375, pixels);
  }

  @Benchmark
  public RgbImage rescale() {
    return Rescale.toSquare(picture, 256);
  }

  @Benchmark
  public byte[] baselineCopy() {
    return picture.pixels().clone();
  }
}
