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
  /** Sides, channels, filters, kernel, stride, padding, groups, batch. */
  @ParameterizedTest
  @CsvSource({
    "13,13,32,32,3,1,1,1,3",
    "13,13,32,48,3,1,1,2,5",
    "27,27,32,16,5,1,2,2,1",
    "14,9,20,17,3,1,0,1,3",
    "1,1,16,24,3,1,1,1,1",
    "2,1,32,16,5,1,2,2,3",
    "6,6,16,8,4,1,1,1,2",
    "7,7,16,16,2,1,0,2,1",
    "11,11,16,16,5,1,4,1,1",
    "13,13,8,12,3,1,1,2,2",
    "13,11,16,32,3,2,1,2,3",
    "31,27,3,5,5,2,0,1,3",
    "12,12,3,7,5,1,2,1,2"
  })
  void outputAndGradientsAreThoseOfTheDefinition(
      int height,
      int width,
      int channels,
      int filters,
      int kernel,
      int stride,
      int padding,
      int groups,
      int batch) {
    ImageShape shape = new ImageShape(channels, height, width);
    Convolution spec =
        new Convolution("c", filters, kernel, stride, padding, groups, InitialWeights.he(), 0);
    ConvolutionOperation operation =
        new ConvolutionOperation(spec, shape, Optional.empty(), true, true);
    DirectConvolution direct = new DirectConvolution(spec, shape, operation.outputShape(), batch);
    OperationTester tester =
        new OperationTester(operation)
            .with("c.weight", direct.weights)
            .with("c.bias", direct.biases);

    INDArray x = Nd4j.create(direct.x, shape.batch(batch), 'c');
    INDArray y = tester.forward(x);
    INDArray dx = tester.backward(x, Nd4j.create(direct.dy, y.shape(), 'c'));

    assertThat(relativeError(flat(y), direct.y())).as("output").isLessThan(1e-5);
    assertThat(relativeError(flat(dx), direct.dx())).as("input gradient").isLessThan(1e-5);
    assertThat(relativeError(flat(tester.gradient("c.weight")), direct.dw()))
        .as("weight gradient")
        .isLessThan(1e-5);
    assertThat(relativeError(flat(tester.gradient("c.bias")), direct.db()))
        .as("bias gradient")
        .isLessThan(1e-5);
  }

  @ParameterizedTest
  @CsvSource({
    "227,11,4,0",
    "30,7,3,0",
    "29,6,3,3",
    "40,16,4,8",
    "9,9,4,4",
    "63,5,2,0",
    "32,5,1,2",
    "13,3,2,1",
    "5,5,1,4",
    "7,1,3,0"
  })
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
}
