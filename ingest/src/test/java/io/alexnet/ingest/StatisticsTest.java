package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsTest {
  private static final Offset<Double> CLOSE = within(1e-9);

  /** The four pictures of make_fixtures.py's statistics_numbers(). */
  private static List<RgbImage> pictures() {
    RgbImage wide = Fixtures.noise(6, 5);
    byte[] shifted = new byte[75];
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] = (byte) wide.at(i / 3 % 5 + 1, i / 15, i % 3);
    }
    byte[] smooth = new byte[75];
    byte[] inverted = new byte[75];
    for (int i = 0; i < smooth.length; i++) {
      int[] rgb = {i / 3 % 5 * 255 / 4, i / 15 * 255 / 4, 40};
      smooth[i] = (byte) rgb[i % 3];
      inverted[i] = (byte) (255 - rgb[i % 3]);
    }
    return List.of(
        Fixtures.noise(5, 5),
        new RgbImage(5, 5, smooth),
        new RgbImage(5, 5, shifted),
        new RgbImage(5, 5, inverted));
  }

  private static ImageSet set(List<RgbImage> images) {
    return set(images.size(), index -> new Decoded.Ok(images.get(index)));
  }

  private static ImageSet set(int size, IntFunction<Decoded> reader) {
    return new ImageSet() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int label(int index) {
        return 0;
      }

      @Override
      public String name(int index) {
        return "image" + index;
      }

      @Override
      public int side() {
        return 5;
      }

      @Override
      public Decoded read(int index, PipelineMeter meter) {
        return reader.apply(index);
      }
    };
  }

  private static Statistics compute(ImageSet images, int threads) {
    try (OrderedWorkers workers = new OrderedWorkers(threads, "test")) {
      return Statistics.compute(images, workers, Progress.NONE, (index, reason) -> {});
    }
  }

  @Test
  void agreeWithNumpy() {
    Statistics statistics = compute(set(pictures()), 2);
    assertThat(statistics.rgbMean()).containsExactly(new double[] {129.2, 122.58, 128.76}, CLOSE);
    assertThat(statistics.eigenvalues())
        .containsExactly(
            new double[] {10172.529580782328, 5717.42822287025, 4253.988196347413}, CLOSE);
    assertThat(statistics.eigenvectors())
        .containsExactly(
            new double[] {
              0.6312727229765525, 0.36245929913074504, -0.6856515191403125,
              -0.4896640476094434, 0.871853116335234, 0.0100630022993935,
              0.6014348424430581, 0.32938639924895174, 0.7278603782905787
            },
            CLOSE);
    float[] mean = statistics.meanImage();
    assertThat(mean).hasSize(75).startsWith(118.75f, 132f, 145.5f, 94.75f, 108f);
    assertThat(mean).endsWith(111.5f, 124.75f, 138f, 151.5f, 100.75f);
  }

  @Test
  void haveOrthonormalEigenvectorsOfTheCovariance() {
    List<RgbImage> images = pictures();
    Statistics statistics = compute(set(images), 1);
    double[][] covariance = covariance(images);
    double[] v = statistics.eigenvectors();
    for (int k = 0; k < 3; k++) {
      for (int other = 0; other < 3; other++) {
        double dot = v[k] * v[other] + v[3 + k] * v[3 + other] + v[6 + k] * v[6 + other];
        assertThat(dot).isCloseTo(k == other ? 1 : 0, CLOSE);
      }
      for (int row = 0; row < 3; row++) {
        double[] a = covariance[row];
        double product = a[0] * v[k] + a[1] * v[3 + k] + a[2] * v[6 + k];
        double expected = statistics.eigenvalues()[k] * v[3 * row + k];
        assertThat(product).isCloseTo(expected, within(1e-6));
      }
    }
  }

  /** Computed the slow way: deviations from the mean, in doubles. */
  private static double[][] covariance(List<RgbImage> images) {
    double[] mean = new double[3];
    double[][] covariance = new double[3][3];
    double n = 25.0 * images.size();
    for (RgbImage image : images) {
      for (int i = 0; i < 75; i++) {
        mean[i % 3] += (image.pixels()[i] & 0xff) / n;
      }
    }
    for (RgbImage image : images) {
      for (int pixel = 0; pixel < 25; pixel++) {
        for (int a = 0; a < 3; a++) {
          for (int b = 0; b < 3; b++) {
            double byA = image.at(pixel % 5, pixel / 5, a) - mean[a];
            covariance[a][b] += byA * (image.at(pixel % 5, pixel / 5, b) - mean[b]) / n;
          }
        }
      }
    }
    return covariance;
  }

  @Test
  void ofGreyPicturesHaveOneColourDirection() {
    byte[] grey = new byte[75];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i / 3 * 10);
    }
    Statistics statistics = compute(set(List.of(new RgbImage(5, 5, grey))), 1);
    double third = 1 / Math.sqrt(3);
    double[] v = statistics.eigenvectors();
    assertThat(new double[] {v[0], v[3], v[6]})
        .containsExactly(new double[] {third, third, third}, CLOSE);
    assertThat(statistics.eigenvalues()[1]).isCloseTo(0, within(1e-9));
  }

  @Test
  void areTheSameBitsInAnyOrderOnAnyNumberOfThreads(@TempDir Path directory) throws IOException {
    List<RgbImage> images = new ArrayList<>(pictures());
    List<RgbImage> reversed = new ArrayList<>(images);
    Collections.reverse(reversed);
    Path one = Files.createDirectory(directory.resolve("one"));
    Path two = Files.createDirectory(directory.resolve("two"));
    compute(set(images), 1).write(one);
    compute(set(reversed), 3).write(two);
    for (String file : List.of("statistics.json", "mean-image.f32")) {
      assertThat(two.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
    }
  }

  /** Images are added a few at a time, and into sums that have room for 257. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 256, 257, 258, 519})
  void areExactForAnyNumberOfImages(int count) {
    RgbImage white = new RgbImage(5, 5, new byte[75]);
    Arrays.fill(white.pixels(), (byte) 255);
    List<RgbImage> images = new ArrayList<>(pictures());
    images.addAll(Collections.nCopies(count, white));
    Statistics statistics = compute(set(images), 3);
    for (int i = 0; i < 75; i++) {
      int sample = i;
      int sum = images.stream().mapToInt(image -> image.pixels()[sample] & 0xff).sum();
      float mean = statistics.meanImage()[i % 3 * 25 + i / 3];
      assertThat(mean).isEqualTo((float) ((double) sum / images.size()));
    }
    double[][] covariance = covariance(images);
    double variance = covariance[0][0] + covariance[1][1] + covariance[2][2];
    assertThat(Arrays.stream(statistics.eigenvalues()).sum()).isCloseTo(variance, within(1e-6));
  }

  @Test
  void areReadBackAsWritten(@TempDir Path directory) throws IOException {
    Statistics written = compute(set(pictures()), 1);
    written.write(directory);
    Statistics read = Statistics.read(directory);
    assertThat(read.side()).isEqualTo(5);
    assertThat(read.meanImage()).isEqualTo(written.meanImage());
    assertThat(read.rgbMean()).isEqualTo(written.rgbMean());
    assertThat(read.eigenvalues()).isEqualTo(written.eigenvalues());
    assertThat(read.eigenvectors()).isEqualTo(written.eigenvectors());
  }

  @Test
  void areRefusedWhenDamaged(@TempDir Path directory) throws IOException {
    compute(set(pictures()), 1).write(directory);
    Path mean = directory.resolve("mean-image.f32");
    byte[] bytes = Files.readAllBytes(mean);
    bytes[17] ^= 1;
    Files.write(mean, bytes);
    assertThatThrownBy(() -> Statistics.read(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("mean-image.f32 is damaged");
    Files.delete(directory.resolve("statistics.json"));
    assertThatThrownBy(() -> Statistics.read(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("statistics.json");
  }

  @Test
  void keepTheirColoursWhenRescaled() {
    Statistics statistics = compute(set(pictures()), 1);
    Statistics small = statistics.rescaledTo(3);
    assertThat(small.side()).isEqualTo(3);
    assertThat(small.meanImage()).isEqualTo(Rescale.planes(statistics.meanImage(), 5, 3));
    assertThat(small.eigenvalues()).isEqualTo(statistics.eigenvalues());
    assertThat(small.rgbMean()).isEqualTo(statistics.rgbMean());
  }

  @Test
  void endWhenAWorkerRunsOutOfMemory() {
    ImageSet hungry =
        set(
            4,
            index -> {
              throw new OutOfMemoryError("not really");
            });
    assertThatThrownBy(() -> compute(hungry, 2)).hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void needAtLeastOneReadableImage() {
    assertThatThrownBy(() -> compute(set(List.of()), 1)).isInstanceOf(UserException.class);
  }
}
