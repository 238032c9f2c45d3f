package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.InputGeometry;
import io.alexnet.network.LayerSpec.Activate;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dense;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.LayerSpec.Pool;
import io.alexnet.network.LayerSpec.PoolKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class SharedWindowsTest {
  /** Both round to float32, in tiles that lie elsewhere. */
  private static final double ROUNDING = 3e-5;

  private static final int CLASSES = 5;

  @ParameterizedTest
  @CsvSource({"PAPER, true", "PAPER, false", "KRIZHEVSKY2012, true"})
  void logitsOfAPublishedNetworkAreThoseOfSeparateWindows(Preset preset, boolean onHost) {
    assertEqualLogits(preset.network(CLASSES), 1, onHost);
  }

  /**
   * Patches with and without zeros beyond them, squares of pixels that overlap, touch, lie apart.
   */
  @ParameterizedTest
  @CsvSource({
    "24, 16, 19, 5, 2, 3",
    "24, 16, 16, 5, 2, 3",
    "24, 16, 23, 5, 2, 3",
    "24, 16, 28, 2, 2, 2",
    "24, 16, 19, 1, 2, 2",
    "22, 16, 17, 4, 1, 1",
    "16, 16, 19, 5, 2, 3"
  })
  void logitsAreThoseOfSeparateWindowsWhateverTheSizes(
      int image, int patch, int input, int kernel, int stride, int pool) {
    NetworkSpec spec =
        small(new InputGeometry(image, patch, input), Activation.RELU, kernel, stride, pool);
    assertEqualLogits(spec, 3, true);
    assertEqualLogits(spec, 3, false);
  }

  @Test
  void whatBatchCameBeforeMakesNoDifference() {
    NetworkSpec spec = small(new InputGeometry(24, 16, 19), Activation.TANH, 5, 2, 3);
    try (AlexNet network = new AlexNet(spec, true, DataType.FLOAT)) {
      Golden.fill(network);
      for (int count : new int[] {2, 5, 1, 5}) {
        float[] pictures = pictures(spec, count, count);
        assertThat(difference(network, pictures, count))
            .as("%d pictures", count)
            .isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void weightsChangedSinceAreSeen() {
    NetworkSpec spec = small(new InputGeometry(24, 16, 19), Activation.RELU, 5, 2, 3);
    float[] pictures = pictures(spec, 2, 1);
    try (AlexNet network = new AlexNet(spec, 1)) {
      difference(network, pictures, 2);
      Golden.fill(network);
      assertThat(difference(network, pictures, 2)).isLessThan(ROUNDING);
    }
  }

  private static NetworkSpec small(
      InputGeometry geometry, Activation function, int kernel, int stride, int pool) {
    InitialWeights he = InitialWeights.he();
    return new NetworkSpec(
        geometry,
        List.of(
            new Convolution("conv1", 8, kernel, stride, 0, 1, he, 0),
            new Activate(function),
            new Normalise(2, 5, 1e-4, 0.75),
            new Pool(PoolKind.MAX, pool, Math.min(2, pool), false),
            new Convolution("conv2", 8, 3, 1, 1, 2, he, 0),
            new Activate(function),
            new Dense("fc3", CLASSES, he, 0)));
  }

  private static void assertEqualLogits(NetworkSpec spec, int count, boolean onHost) {
    try (AlexNet network = new AlexNet(spec, onHost, DataType.FLOAT)) {
      Golden.fill(network);
      assertThat(difference(network, pictures(spec, count, 1), count)).isLessThan(ROUNDING);
    }
  }

  /** Largest difference to the logits of separate windows, relative to how much those vary. */
  private static double difference(AlexNet network, float[] pictures, int count) {
    NetworkSpec spec = network.spec();
    int far = spec.geometry().maxOffset();
    List<Window> windows =
        List.of(
            new Window(0, 0),
            new Window(far, 0),
            new Window(far / 2, far / 2),
            new Window(0, far),
            new Window(far, far));
    float[][] expected =
        network.logits(cut(spec, pictures, count, windows), count * windows.size());
    float[][] actual = network.logits(pictures, count, windows);
    assertThat(actual).hasDimensions(expected.length, CLASSES);
    double difference = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < expected.length; row++) {
      for (int c = 0; c < CLASSES; c++) {
        difference = Math.max(difference, Math.abs(actual[row][c] - expected[row][c]));
      }
      least = Math.min(least, expected[row][0]);
      most = Math.max(most, expected[row][0]);
    }
    return difference / (most - least);
  }

  private static float[] pictures(NetworkSpec spec, int count, long seed) {
    InputGeometry whole = Stem.of(spec).orElseThrow().wholePicture();
    int side = whole.inputSide();
    float[] pictures = Golden.fill(seed, count * whole.inputLength(), 1);
    for (int i = 0; i < pictures.length; i++) {
      boolean beyond = i % side >= whole.imageSide() || i / side % side >= whole.imageSide();
      pictures[i] = beyond ? 0 : pictures[i];
    }
    return pictures;
  }

  private static float[] cut(NetworkSpec spec, float[] pictures, int count, List<Window> windows) {
    InputGeometry geometry = spec.geometry();
    int side = Stem.of(spec).orElseThrow().wholePicture().inputSide();
    int input = geometry.inputSide();
    float[] patches = new float[count * windows.size() * geometry.inputLength()];
    for (int row = 0; row < patches.length / input; row++) {
      int plane = row / input;
      int y = row % input;
      int n = plane / 3;
      Window window = windows.get(n % windows.size());
      int picture = n / windows.size() * 3 + plane % 3;
      if (y < geometry.patchSide()) {
        System.arraycopy(
            pictures,
            (picture * side + window.top() + y) * side + window.left(),
            patches,
            row * input,
            geometry.patchSide());
      }
    }
    return patches;
  }
}
