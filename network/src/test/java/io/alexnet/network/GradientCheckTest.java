package io.alexnet.network;

import static io.alexnet.network.OperationTester.flat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dense;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.LayerSpec.Pool;
import io.alexnet.network.LayerSpec.PoolKind;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every own layer's gradient against central differences of its own output. */
class GradientCheckTest {
  private static final ImageShape SHAPE = new ImageShape(4, 7, 7);
  private static final int BATCH = 2;
  private static final double STEP = 0.01;

  static Stream<Arguments> layers() {
    Convolution plain = new Convolution("l", 6, 3, 2, 1, 1, InitialWeights.he(), 0);
    return Stream.of(
        Arguments.of(
            "convolution", new ConvolutionOperation(plain, SHAPE, Optional.empty(), true, true)),
        Arguments.of(
            "grouped convolution with tanh",
            new ConvolutionOperation(
                plain.withGroups(2), SHAPE, Optional.of(Activation.TANH), true, true)),
        Arguments.of(
            "convolution of stride 1",
            new ConvolutionOperation(
                new Convolution("l", 6, 3, 1, 1, 2, InitialWeights.he(), 0),
                SHAPE,
                Optional.empty(),
                true,
                true)),
        Arguments.of(
            "dense with tanh",
            new DenseOperation(
                new Dense("l", 5, InitialWeights.he(), 0),
                SHAPE,
                Optional.of(Activation.TANH),
                true)),
        Arguments.of("tanh", new ActivateOperation(Activation.TANH, SHAPE, true)),
        Arguments.of("rectifier", new ActivateOperation(Activation.RELU, SHAPE, true)),
        Arguments.of("dropout", new DropoutOperation(0.5, SHAPE, 3, new StepKey())),
        Arguments.of(
            "normalisation", new NormaliseOperation(new Normalise(2, 5, 0.3, 0.75), SHAPE, true)),
        Arguments.of(
            "normalisation with another power",
            new NormaliseOperation(new Normalise(1, 3, 0.3, 0.5), SHAPE, true)),
        Arguments.of(
            "normalisation in operations",
            new NormaliseOperation(new Normalise(2, 5, 0.3, 0.75), SHAPE, false)),
        Arguments.of(
            "overlapping maximum",
            new PoolOperation(new Pool(PoolKind.MAX, 3, 2, false), SHAPE, true)),
        Arguments.of(
            "overlapping maximum in operations",
            new PoolOperation(new Pool(PoolKind.MAX, 3, 2, false), SHAPE, false)),
        Arguments.of(
            "partial averages",
            new PoolOperation(
                new Pool(PoolKind.AVERAGE, 3, 2, true), new ImageShape(4, 8, 8), true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void gradientsAreTheSlopesOfTheOutput(String name, Operation operation) {
    OperationTester tester = new OperationTester(operation);
    for (Parameter parameter : operation.parameters()) {
      tester.with(parameter.name(), Golden.fill(7, (int) parameter.length(), 0.5));
    }
    ImageShape input = name.equals("partial averages") ? new ImageShape(4, 8, 8) : SHAPE;
    INDArray x =
        Nd4j.create(
            awayFromZero(Golden.fill(5, BATCH * input.length(), 2.0)), input.batch(BATCH), 'c');
    INDArray y = tester.forward(x);
    INDArray dy = Nd4j.create(Golden.fill(6, (int) y.length(), 1.0), y.shape(), 'c');
    float[] dx = flat(tester.backward(x, dy));

    assertSlopes(tester, x, dy, x, dx, "input");
    for (Parameter parameter : operation.parameters()) {
      float[] gradient = flat(tester.gradient(parameter.name()));
      assertSlopes(tester, x, dy, tester.value(parameter.name()), gradient, parameter.name());
    }
  }

  /** A rectifier has no slope at 0. */
  private static float[] awayFromZero(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] += Math.copySign(0.05f, values[i]);
    }
    return values;
  }

  private static void assertSlopes(
      OperationTester tester,
      INDArray x,
      INDArray dy,
      INDArray varied,
      float[] gradient,
      String what) {
    double largest = 0;
    double worst = 0;
    INDArray line = varied.reshape(varied.length());
    for (int i = 0; i < gradient.length; i += 1 + gradient.length / 60) {
      float kept = line.getFloat(i);
      line.putScalar(i, kept + STEP);
      double above = weighted(tester.forward(x), dy);
      line.putScalar(i, kept - STEP);
      double below = weighted(tester.forward(x), dy);
      line.putScalar(i, kept);
      worst = Math.max(worst, Math.abs((above - below) / (2 * STEP) - gradient[i]));
      largest = Math.max(largest, Math.abs(gradient[i]));
    }
    assertThat(largest).as("gradient of %s", what).isPositive();
    assertThat(worst / largest).as("error of the gradient of %s", what).isLessThan(2e-3);
  }

  private static double weighted(INDArray y, INDArray dy) {
    float[] a = flat(y);
    float[] b = flat(dy);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
