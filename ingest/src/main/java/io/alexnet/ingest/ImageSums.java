package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Sums over images of one size, in exact integers: neither the order of the images nor how they
 * were divided among several sums can matter. Room for 10^14 pixels, a thousand times the ImageNet
 * training set at 256x256. Not thread-safe.
 */
final class ImageSums {
  /** How many images may be added in one go. */
  static final int MOST_AT_ONCE = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Red and blue of a pixel that is an int, each with room to grow to 16 bits. */
  private static final int HALVES = 0x00ff00ff;

  /** How many samples of 255 fit 16 bits. */
  private static final int LANE_ROOM = 0xffff / 0xff;

  private final int side;
  private final long[] bySample;

  /** Of products: RR, RG, GG, GB, BB, BR. */
  private final long[] products = new long[6];

  private int images;

  /** Sums by pixel of the latest images, row by row: red in the lower half, blue in the upper. */
  private final int[][] redBlue;

  private final int[][] green;
  private int imagesInLanes;

  /** A row, an int for each pixel: red in its lowest byte, then green and blue. */
  private final int[] row;

  /** Of the images being added, by column, as the products. */
  private final int[][] ofColumns = new int[products.length][];

  ImageSums(int side) {
    this.side = side;
    this.bySample = new long[side * side * RgbImage.CHANNELS];
    this.redBlue = new int[side][side];
    this.green = new int[side][side];
    this.row = new int[side];
    Arrays.setAll(ofColumns, i -> new int[side]);
  }

  int side() {
    return side;
  }

  int images() {
    return images;
  }

  /**
   * Adds images. Several at once are faster: the lanes, of more memory than an image, are gone
   * through once.
   *
   * @param pixels of each [side, side, 3]; not kept; of at most {@link #MOST_AT_ONCE} images
   */
  void add(List<byte[]> pixels) {
    if (imagesInLanes + pixels.size() > LANE_ROOM) {
      emptyLanes();
    }
    images += pixels.size();
    imagesInLanes += pixels.size();
    for (int y = 0; y < side; y++) {
      for (byte[] image : pixels) {
        unpack(image, y * side * RgbImage.CHANNELS);
        addToLanes(row, redBlue[y], green[y]);
        addProducts(row, 0, 8, ofColumns[0], ofColumns[1]);
        addProducts(row, 8, 16, ofColumns[2], ofColumns[3]);
        addProducts(row, 16, 0, ofColumns[4], ofColumns[5]);
      }
    }
    for (int i = 0; i < products.length; i++) {
      products[i] += Arrays.stream(ofColumns[i]).asLongStream().sum();
      Arrays.fill(ofColumns[i], 0);
    }
  }

  /** Adds all images of another, of the same side. */
  void add(ImageSums other) {
    other.emptyLanes();
    images += other.images;
    for (int i = 0; i < bySample.length; i++) {
      bySample[i] += other.bySample[i];
    }
    for (int i = 0; i < products.length; i++) {
      products[i] += other.products[i];
    }
  }

  // The loops below are of the kind that JDK 17 makes vector code of: ints, and one index.

  private void unpack(byte[] pixels, int start) {
    int last = side - 1;
    for (int x = 0, at = start; x < last; x++, at += RgbImage.CHANNELS) {
      row[x] = (int) INT.get(pixels, at);
    }
    // An int there may reach beyond the picture.
    int at = start + last * RgbImage.CHANNELS;
    row[last] =
        (pixels[at] & 0xff) | ((pixels[at + 1] & 0xff) << 8) | ((pixels[at + 2] & 0xff) << 16);
  }

  private static void addToLanes(int[] row, int[] redBlue, int[] green) {
    for (int x = 0; x < row.length; x++) {
      redBlue[x] += row[x] & HALVES;
      green[x] += row[x] >>> 8 & 0xff;
    }
  }

  /**
   * Squares of the channel that lies {@code shift} bits up, and its products with the other's. Sums
   * by column fit an int: four images of the largest side are half of it.
   */
  private static void addProducts(
      int[] row, int shift, int shiftOfOther, int[] squares, int[] withOther) {
    for (int x = 0; x < row.length; x++) {
      int one = row[x] >>> shift & 0xff;
      int other = row[x] >>> shiftOfOther & 0xff;
      squares[x] += one * one;
      withOther[x] += one * other;
    }
  }

  private void emptyLanes() {
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int at = (y * side + x) * RgbImage.CHANNELS;
        bySample[at] += redBlue[y][x] & 0xffff;
        bySample[at + 1] += green[y][x];
        bySample[at + 2] += redBlue[y][x] >>> 16;
      }
      Arrays.fill(redBlue[y], 0);
      Arrays.fill(green[y], 0);
    }
    imagesInLanes = 0;
  }

  /** Over at least one image. */
  Statistics statistics() {
    emptyLanes();
    long[] byChannel = byChannel();
    SymmetricEigen eigen = new SymmetricEigen(covariance(byChannel));
    double pixels = (double) images * side * side;
    double[] rgbMean = {
      byChannel[0] / pixels, byChannel[1] / pixels, byChannel[2] / pixels,
    };
    return new Statistics(side, meanImage(), rgbMean, eigen.values(), eigen.vectors());
  }

  private long[] byChannel() {
    long[] byChannel = new long[RgbImage.CHANNELS];
    for (int i = 0; i < bySample.length; i++) {
      byChannel[i % RgbImage.CHANNELS] += bySample[i];
    }
    return byChannel;
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

  private double[][] covariance(long[] byChannel) {
    double redGreen = covariance(byChannel[0], byChannel[1], products[1]);
    double greenBlue = covariance(byChannel[1], byChannel[2], products[3]);
    double blueRed = covariance(byChannel[2], byChannel[0], products[5]);
    return new double[][] {
      {covariance(byChannel[0], byChannel[0], products[0]), redGreen, blueRed},
      {redGreen, covariance(byChannel[1], byChannel[1], products[2]), greenBlue},
      {blueRed, greenBlue, covariance(byChannel[2], byChannel[2], products[4])},
    };
  }

  /** (n * sum(ab) - sum(a) * sum(b)) / n^2, exact before the one rounding at the end. */
  private double covariance(long a, long b, long products) {
    BigInteger n = BigInteger.valueOf((long) images * side * side);
    BigInteger numerator =
        n.multiply(BigInteger.valueOf(products))
            .subtract(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)));
    return new BigDecimal(numerator)
        .divide(new BigDecimal(n.multiply(n)), MathContext.DECIMAL64)
        .doubleValue();
  }
}
