package io.alexnet.augment;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntFunction;

/** Pictures, statistics and digests for the tests. */
final class Fixtures {
  /** 8x8 pictures, 5x5 patches, 7x7 inputs. */
  static final InputGeometry SMALL = new InputGeometry(8, 5, 7);

  /** Krizhevsky's standard deviations and eigenvectors (columns) of ImageNet's colours. */
  static final double[] DEVIATIONS = {121.780, 37.094, 19.721};

  static final double[] VECTORS = {
    -0.5635, -0.7126, 0.4180, -0.5762, -0.0235, -0.8170, -0.5920, 0.7012, 0.3973
  };

  private Fixtures() {}

  /** A mean image that is another number at every place, and ImageNet's colours. */
  static Statistics statistics(int side) {
    float[] mean = new float[RgbImage.CHANNELS * side * side];
    for (int at = 0; at < mean.length; at++) {
      mean[at] = 100 + at % 97 * 0.37f;
    }
    return statistics(side, mean);
  }

  static Statistics statistics(int side, float[] mean) {
    double[] eigenvalues = new double[DEVIATIONS.length];
    for (int k = 0; k < eigenvalues.length; k++) {
      eigenvalues[k] = DEVIATIONS[k] * DEVIATIONS[k];
    }
    return new Statistics(side, mean, new double[] {127.5, 119.25, 104.75}, eigenvalues, VECTORS);
  }

  /** A picture whose pixel (x, y) is (x, y, x xor y). */
  static RgbImage positions(int side) {
    byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
    for (int at = 0; at < pixels.length; at += RgbImage.CHANNELS) {
      int x = at / RgbImage.CHANNELS % side;
      int y = at / RgbImage.CHANNELS / side;
      pixels[at] = (byte) x;
      pixels[at + 1] = (byte) y;
      pixels[at + 2] = (byte) (x ^ y);
    }
    return new RgbImage(side, side, pixels);
  }

  /** A picture of noise that depends on the index alone. */
  static RgbImage noise(int side, int index) {
    KeyedRandom random = KeyedRandom.of(7, 0, index, Purpose.SAMPLE_IMAGES);
    byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
    for (int at = 0; at < pixels.length; at++) {
      pixels[at] = (byte) random.nextLong();
    }
    return new RgbImage(side, side, pixels);
  }

  /** A picture that is one colour all over. */
  static RgbImage plain(int side, int grey) {
    byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
    Arrays.fill(pixels, (byte) grey);
    return new RgbImage(side, side, pixels);
  }

  /** Images of noise in classes of three: 0, 0, 0, 1, 1, 1 and so on. */
  static ImageSet images(int size) {
    return images(size, index -> new Decoded.Ok(noise(SMALL.imageSide(), index)));
  }

  static ImageSet images(int size, IntFunction<Decoded> reader) {
    return new ImageSet() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int label(int index) {
        return index / 3;
      }

      @Override
      public String name(int index) {
        return "image-" + index;
      }

      @Override
      public int side() {
        return SMALL.imageSide();
      }

      @Override
      public Decoded read(int index, PipelineMeter meter) {
        return reader.apply(index);
      }
    };
  }

  /** SHA-256 of a batch's used slots: floats, labels, examples, big-endian. */
  static String digest(Batch batch) {
    int length = batch.images().length / batch.labels().length;
    ByteBuffer bytes = ByteBuffer.allocate(batch.size() * (length + 2) * Integer.BYTES);
    bytes.asFloatBuffer().put(batch.images(), 0, batch.size() * length);
    bytes.position(batch.size() * length * Integer.BYTES);
    bytes.asIntBuffer().put(batch.labels(), 0, batch.size()).put(batch.examples(), 0, batch.size());
    MessageDigest digest = DurableFiles.sha256();
    return HexFormat.of().formatHex(digest.digest(bytes.array()));
  }
}
