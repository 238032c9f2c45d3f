package io.alexnet.network;

import static io.alexnet.network.OperationTester.flat;
import static io.alexnet.network.OperationTester.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Convolution;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvolutionOperationTest {
  private static final int BATCH = 64;

  /** The first of these is one where oneDNN may take Winograd's algorithm. */
  @ParameterizedTest
  @CsvSource({"32,3,1,1,1", "32,3,1,1,2", "32,5,1,2,2", "32,3,2,1,1"})
  void inputGradientIsThatOfTheDefinition(
      int filters, int kernel, int stride, int padding, int groups) {
    ImageShape shape = new ImageShape(32, 13, 13);
    Convolution spec =
        new Convolution("c", filters, kernel, stride, padding, groups, InitialWeights.he(), 0);
    ConvolutionOperation operation =
        new ConvolutionOperation(spec, shape, Optional.empty(), true, true);
    float[] weights = Golden.fill(1, filters * 32 / groups * kernel * kernel, 0.1);
    OperationTester tester = new OperationTester(operation).with("c.weight", weights);
    INDArray x = Nd4j.create(Golden.fill(2, BATCH * shape.length(), 1), shape.batch(BATCH), 'c');
    INDArray y = tester.forward(x);
    float[] dy = Golden.fill(3, (int) y.length(), 1);

    float[] dx = flat(tester.backward(x, Nd4j.create(dy, y.shape(), 'c')));

    assertThat(relativeError(dx, direct(spec, shape, operation.outputShape(), weights, dy)))
        .isLessThan(1e-5);
  }

  @ParameterizedTest
  @CsvSource({"227,11,4,0", "63,5,2,0", "32,5,1,2", "13,3,2,1", "5,5,1,4", "7,1,3,0"})
  void gradientsOfTheFirstLayerEqualThoseOfOneThatPassesItsOwnOn(
      int side, int kernel, int stride, int padding) {
    ImageShape shape = new ImageShape(3, side, side);
    Convolution spec = new Convolution("c", 10, kernel, stride, padding, 1, InitialWeights.he(), 0);
    OperationTester first =
        new OperationTester(
            new ConvolutionOperation(spec, shape, Optional.of(Activation.RELU), false, true));
    OperationTester later =
        new OperationTester(
            new ConvolutionOperation(spec, shape, Optional.of(Activation.RELU), true, true));
    float[] weights = Golden.fill(1, 10 * 3 * kernel * kernel, 0.1);
    INDArray x = Nd4j.create(Golden.fill(2, 3 * shape.length(), 1), shape.batch(3), 'c');
    INDArray y = first.with("c.weight", weights).forward(x);
    INDArray dy = Nd4j.create(Golden.fill(3, (int) y.length(), 1), y.shape(), 'c');
    later.with("c.weight", weights).forward(x);

    first.backwardAsFirstLayer(x, dy);
    later.backward(x, dy);

    for (String tensor : List.of("c.weight", "c.bias")) {
      assertThat(relativeError(flat(first.gradient(tensor)), flat(later.gradient(tensor))))
          .as(tensor)
          .isLessThan(1e-5);
    }
  }

  @Test
  void groupsThatDoNotDivideTheChannelsAreRefused() {
    Convolution spec = new Convolution("conv2", 8, 3, 1, 1, 3, InitialWeights.he(), 0);
    assertThatThrownBy(
            () ->
                new ConvolutionOperation(
                    spec, new ImageShape(6, 7, 7), Optional.empty(), true, true))
        .hasMessageContaining("conv2")
        .hasMessageContaining("3 groups");
  }

  /**
   * The definition, in double precision: every output's gradient goes back to the inputs it was
   * made of.
   */
  private static float[] direct(
      Convolution c, ImageShape in, ImageShape out, float[] w, float[] dy) {
    double[] dx = new double[BATCH * in.length()];
    int inGroup = in.channels() / c.groups();
    int k = c.kernel();
    for (int n = 0; n < BATCH; n++) {
      for (int f = 0; f < c.filters(); f++) {
        int first = f / (c.filters() / c.groups()) * inGroup;
        for (int p = 0; p < out.height() * out.width(); p++) {
          double g = dy[(n * c.filters() + f) * out.height() * out.width() + p];
          for (int i = 0; i < inGroup * k * k; i++) {
            int row = p / out.width() * c.stride() - c.padding() + i / k % k;
            int column = p % out.width() * c.stride() - c.padding() + i % k;
            if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
              int channel = first + i / (k * k);
              dx[((n * in.channels() + channel) * in.height() + row) * in.width() + column] +=
                  g * w[f * inGroup * k * k + i];
            }
          }
        }
      }
    }
    float[] rounded = new float[dx.length];
    for (int i = 0; i < dx.length; i++) {
      rounded[i] = (float) dx[i];
    }
    return rounded;
  }
}
