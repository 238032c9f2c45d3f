package io.alexnet.network;

import static io.alexnet.network.OperationTester.flat;
import static io.alexnet.network.OperationTester.relativeError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Normalise;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GoldenLayersTest {
  private static final double TOLERANCE = 1e-5;
  private final JsonNode golden = Golden.read("layers.json");

  @ParameterizedTest
  @CsvSource({
    "lrn_alpha_1e-4,1e-4,true",
    "lrn_alpha_1e-4,1e-4,false",
    "lrn_alpha_0.5,0.5,true",
    "lrn_alpha_0.5,0.5,false"
  })
  void normalisationEqualsPyTorchInJavaAndInOperations(String name, double alpha, boolean onHost) {
    OperationTester lrn =
        new OperationTester(
            new NormaliseOperation(
                new Normalise(2, 5, alpha, 0.75), new ImageShape(8, 6, 6), onHost));
    INDArray x = Nd4j.create(Golden.fill(201, 2 * 8 * 6 * 6, 3.0), new long[] {2, 8, 6, 6}, 'c');
    INDArray dy = Nd4j.create(Golden.fill(202, 2 * 8 * 6 * 6, 1.0), new long[] {2, 8, 6, 6}, 'c');

    assertThat(relativeError(flat(lrn.forward(x)), Golden.floats(golden.get(name).get("y"))))
        .as("output")
        .isLessThan(TOLERANCE);
    assertThat(relativeError(flat(lrn.backward(x, dy)), Golden.floats(golden.get(name).get("dx"))))
        .as("input gradient")
        .isLessThan(TOLERANCE);
  }

  @Test
  void groupedConvolutionEqualsPyTorch() {
    JsonNode expected = golden.get("grouped_conv");
    Convolution spec = new Convolution("c", 8, 3, 1, 1, 2, InitialWeights.he(), 0);
    OperationTester convolution =
        new OperationTester(
                new ConvolutionOperation(
                    spec, new ImageShape(6, 7, 7), Optional.empty(), true, true))
            .with("c.weight", Golden.fill(212, 8 * 3 * 3 * 3, 0.5))
            .with("c.bias", Golden.fill(213, 8, 0.1));
    INDArray x = Nd4j.create(Golden.fill(211, 2 * 6 * 7 * 7, 1.0), new long[] {2, 6, 7, 7}, 'c');
    INDArray dy = Nd4j.create(Golden.fill(214, 2 * 8 * 7 * 7, 1.0), new long[] {2, 8, 7, 7}, 'c');

    float[] y = flat(convolution.forward(x));
    float[] dx = flat(convolution.backward(x, dy));

    assertThat(relativeError(y, Golden.floats(expected.get("y"))))
        .as("output")
        .isLessThan(TOLERANCE);
    assertThat(relativeError(dx, Golden.floats(expected.get("dx"))))
        .as("input gradient")
        .isLessThan(TOLERANCE);
    assertThat(
            relativeError(
                flat(convolution.gradient("c.weight")), Golden.floats(expected.get("dw"))))
        .as("weight gradient")
        .isLessThan(TOLERANCE);
    assertThat(
            relativeError(flat(convolution.gradient("c.bias")), Golden.floats(expected.get("db"))))
        .as("bias gradient")
        .isLessThan(TOLERANCE);
  }
}
