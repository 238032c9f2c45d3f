package io.alexnet.ingest;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * What the training images have in common: their mean image and the principal components of their
 * colours (paper, sections 2 and 4.1). Immutable.
 */
public final class Statistics {
  private final int side;
  private final float[] meanImage;
  private final double[] rgbMean;
  private final double[] eigenvalues;
  private final double[] eigenvectors;

  /**
   * @param side of the images in pixels, at least 1
   * @param meanImage [3, side, side], grey levels 0 to 255; given up by the caller
   * @param rgbMean the three channels' means, 0 to 255
   * @param eigenvalues of the covariance of a pixel's red, green and blue, descending, in squared
   *     grey levels
   * @param eigenvectors 3x3 row-major: column k belongs to eigenvalue k
   * @throws IllegalArgumentException if an array's length does not fit
   */
  public Statistics(
      int side, float[] meanImage, double[] rgbMean, double[] eigenvalues, double[] eigenvectors) {
    if (side < 1 || meanImage.length != RgbImage.CHANNELS * side * side) {
      throw new IllegalArgumentException(
          "a mean image of side %d does not have %d values".formatted(side, meanImage.length));
    }
    if (rgbMean.length != 3 || eigenvalues.length != 3 || eigenvectors.length != 9) {
      throw new IllegalArgumentException(
          "needs 3 means, 3 eigenvalues and 9 components, not %d, %d and %d"
              .formatted(rgbMean.length, eigenvalues.length, eigenvectors.length));
    }
    this.side = side;
    this.meanImage = meanImage;
    this.rgbMean = rgbMean.clone();
    this.eigenvalues = eigenvalues.clone();
    this.eigenvectors = eigenvectors.clone();
  }

  /**
   * Reads every image once. Blocks the caller; the workers do the adding up too. The result does
   * not depend on the workers to the last bit.
   *
   * @param onRejected hears index and reason of each image that cannot be read; may throw to stop
   * @throws UserException if no image can be read
   */
  public static Statistics compute(
      ImageSet images,
      OrderedWorkers workers,
      Progress progress,
      BiConsumer<Integer, String> onRejected) {
    SharedSums shared = new SharedSums(images.side());
    PipelineMeter meter = new PipelineMeter();
    try {
      Sweep.run(
          workers,
          0,
          images.size(),
          index -> shared.adding(images.read(index, meter)),
          (index, decoded) -> {
            if (decoded instanceof Decoded.Rejected rejected) {
              onRejected.accept(index, rejected.reason());
            }
            progress.at("computing statistics", index + 1L, images.size());
            return true;
          });
    } catch (IOException e) {
      throw new IllegalStateException("adding up does no I/O", e);
    }
    workers.meter().unturned(meter.unturned());
    ImageSums sums = shared.total();
    if (sums.images() == 0) {
      throw new UserException("none of the %d images can be read".formatted(images.size()));
    }
    return sums.statistics();
  }

  /** Width and height of the mean image in pixels. */
  public int side() {
    return side;
  }

  /**
   * [3, side, side], grey levels 0 to 255: the array itself, not a copy, read only by agreement.
   */
  public float[] meanImage() {
    return meanImage;
  }

  /** Means of red, green and blue, grey levels 0 to 255; a copy. */
  public double[] rgbMean() {
    return rgbMean.clone();
  }

  /** Three eigenvalues of the colours' covariance, descending, in squared grey levels; a copy. */
  public double[] eigenvalues() {
    return eigenvalues.clone();
  }

  /**
   * Eigenvectors of the colours' covariance, 3x3 row-major: row red, green, blue; column k belongs
   * to eigenvalue k, has length 1 and its component of largest magnitude is positive. A copy.
   */
  public double[] eigenvectors() {
    return eigenvectors.clone();
  }

  /**
   * The statistics for images of another size: the mean image filtered as images are, all else as
   * it is.
   */
  public Statistics rescaledTo(int newSide) {
    if (newSide == side) {
      return this;
    }
    float[] mean = Rescale.planes(meanImage, side, newSide);
    return new Statistics(newSide, mean, rgbMean, eigenvalues, eigenvectors);
  }

  /** Writes statistics.json and mean-image.f32 into an existing directory, each whole or not. */
  public void write(Path directory) throws IOException {
    StatisticsFiles.write(this, directory);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UserException if a file is missing, damaged or from a newer version
   */
  public static Statistics read(Path directory) {
    return StatisticsFiles.read(directory);
  }
}
