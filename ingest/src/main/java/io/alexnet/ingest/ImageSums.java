package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sums over images of one size, in exact integers: neither the order of the images nor how they
 * were divided among several sums can matter. Room for 10^14 pixels, a thousand times the ImageNet
 * training set at 256x256. Not thread-safe.
 */
final class ImageSums {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Every second byte of a word, each with room to grow to 16 bits. */
  private static final long LANES = 0x00ff00ff00ff00ffL;

  /** How many samples of 255 fit 16 bits. */
  private static final int LANE_ROOM = 0xffff / 0xff;

  private static final long LOW = 0xffffffffL;

  private final int side;
  private final long[] bySample;

  /** Of products: RR, RG, GG, GB, BB, BR. */
  private final long[] products = new long[6];

  private int images;

  /** Sums by sample of the latest images, four to a word: eight samples take one step. */
  private final long[] evenLanes;

  private final long[] oddLanes;
  private int imagesInLanes;

  ImageSums(int side) {
    this.side = side;
    this.bySample = new long[side * side * RgbImage.CHANNELS];
    this.evenLanes = new long[bySample.length / Long.BYTES];
    this.oddLanes = new long[evenLanes.length];
  }

  int side() {
    return side;
  }

  int images() {
    return images;
  }

  /**
   * Adds one image.
   *
   * @param pixels [side, side, 3]; not kept
   */
  void add(byte[] pixels) {
    images++;
    addToLanes(pixels);
    for (int y = 0; y < side; y++) {
      addProducts(pixels, y * side * RgbImage.CHANNELS);
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

  private void addToLanes(byte[] pixels) {
    for (int i = 0; i < evenLanes.length; i++) {
      long word = (long) WORD.get(pixels, i * Long.BYTES);
      evenLanes[i] += word & LANES;
      oddLanes[i] += (word >>> 8) & LANES;
    }
    for (int i = evenLanes.length * Long.BYTES; i < pixels.length; i++) {
      bySample[i] += pixels[i] & 0xff;
    }
    imagesInLanes++;
    if (imagesInLanes == LANE_ROOM) {
      emptyLanes();
    }
  }

  private void emptyLanes() {
    for (int i = 0; i < evenLanes.length * Long.BYTES; i++) {
      long[] lanes = i % 2 == 0 ? evenLanes : oddLanes;
      bySample[i] += (lanes[i / Long.BYTES] >>> (i % Long.BYTES / 2 * Short.SIZE)) & 0xffff;
    }
    Arrays.fill(evenLanes, 0);
    Arrays.fill(oddLanes, 0);
    imagesInLanes = 0;
  }

  /**
   * Two products for each multiplication, in the halves of a word; one row at a time fits them up
   * to a side of 66,000.
   */
  private void addProducts(byte[] pixels, int start) {
    long byRed = 0;
    long byGreen = 0;
    long byBlue = 0;
    for (int i = start; i < start + side * RgbImage.CHANNELS; i += RgbImage.CHANNELS) {
      long red = pixels[i] & 0xff;
      long green = pixels[i + 1] & 0xff;
      long blue = pixels[i + 2] & 0xff;
      byRed += red * (red | green << 32);
      byGreen += green * (green | blue << 32);
      byBlue += blue * (blue | red << 32);
    }
    products[0] += byRed & LOW;
    products[1] += byRed >>> 32;
    products[2] += byGreen & LOW;
    products[3] += byGreen >>> 32;
    products[4] += byBlue & LOW;
    products[5] += byBlue >>> 32;
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
