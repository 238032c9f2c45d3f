package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Sums over images of one size, in exact integers: the order of the images cannot matter. Room for
 * 10^14 pixels, a thousand times the ImageNet training set at 256x256. Not thread-safe.
 */
final class ImageSums {
  private final int side;
  private final long[] bySample;
  private final long[] byChannel = new long[RgbImage.CHANNELS];

  /** Of products: RR, RG, RB, GG, GB, BB. */
  private final long[] products = new long[6];

  private int images;

  ImageSums(int side) {
    this.side = side;
    this.bySample = new long[side * side * RgbImage.CHANNELS];
  }

  int side() {
    return side;
  }

  int images() {
    return images;
  }

  /**
   * @param image side x side
   */
  void add(RgbImage image) {
    byte[] pixels = image.pixels();
    images++;
    for (int i = 0; i < pixels.length; i++) {
      bySample[i] += pixels[i] & 0xff;
    }
    for (int y = 0; y < side; y++) {
      addRow(pixels, y * side * RgbImage.CHANNELS);
    }
  }

  /** One row at a time fits 32-bit sums up to a side of 33,000. */
  private void addRow(byte[] pixels, int start) {
    int[] sums = new int[products.length];
    for (int i = start; i < start + side * RgbImage.CHANNELS; i += RgbImage.CHANNELS) {
      int red = pixels[i] & 0xff;
      int green = pixels[i + 1] & 0xff;
      int blue = pixels[i + 2] & 0xff;
      sums[0] += red * red;
      sums[1] += red * green;
      sums[2] += red * blue;
      sums[3] += green * green;
      sums[4] += green * blue;
      sums[5] += blue * blue;
      byChannel[0] += red;
      byChannel[1] += green;
      byChannel[2] += blue;
    }
    for (int i = 0; i < sums.length; i++) {
      products[i] += sums[i];
    }
  }

  /** Over at least one image. */
  Statistics statistics() {
    SymmetricEigen eigen = new SymmetricEigen(covariance());
    double pixels = (double) images * side * side;
    double[] rgbMean = {
      byChannel[0] / pixels, byChannel[1] / pixels, byChannel[2] / pixels,
    };
    return new Statistics(side, meanImage(), rgbMean, eigen.values(), eigen.vectors());
  }

  private float[] meanImage() {
    float[] mean = new float[bySample.length];
    int plane = side * side;
    for (int i = 0; i < bySample.length; i++) {
      int channel = i % RgbImage.CHANNELS;
      mean[channel * plane + i / RgbImage.CHANNELS] = (float) ((double) bySample[i] / images);
    }
    return mean;
  }

  private double[][] covariance() {
    double redGreen = covariance(0, 1, products[1]);
    double redBlue = covariance(0, 2, products[2]);
    double greenBlue = covariance(1, 2, products[4]);
    return new double[][] {
      {covariance(0, 0, products[0]), redGreen, redBlue},
      {redGreen, covariance(1, 1, products[3]), greenBlue},
      {redBlue, greenBlue, covariance(2, 2, products[5])},
    };
  }

  /** (n * sum(ab) - sum(a) * sum(b)) / n^2, exact before the one rounding at the end. */
  private double covariance(int a, int b, long products) {
    BigInteger n = BigInteger.valueOf((long) images * side * side);
    BigInteger numerator =
        n.multiply(BigInteger.valueOf(products))
            .subtract(BigInteger.valueOf(byChannel[a]).multiply(BigInteger.valueOf(byChannel[b])));
    return new BigDecimal(numerator)
        .divide(new BigDecimal(n.multiply(n)), MathContext.DECIMAL64)
        .doubleValue();
  }
}
