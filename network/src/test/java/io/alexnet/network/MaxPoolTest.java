package io.alexnet.network;

import static io.alexnet.network.OperationTester.flat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Pool;
import io.alexnet.network.LayerSpec.PoolKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaxPoolTest {
  /** Few different values, so that most windows have several maxima. */
  @ParameterizedTest
  @CsvSource({
    "55,55,3,3,2,false,2",
    "13,8,5,3,2,false,3",
    "8,8,17,3,2,true,1",
    "3,3,1,3,1,false,1",
    "6,7,4,2,2,false,2"
  })
  void maximaAndTheirGradientsAreThoseOfTheDefinition(
      int height, int width, int channels, int size, int stride, boolean partial, int batch) {
    ImageShape shape = new ImageShape(channels, height, width);
    PoolOperation operation =
        new PoolOperation(new Pool(PoolKind.MAX, size, stride, partial), shape, true);
    OperationTester tester = new OperationTester(operation);
    ImageShape out = operation.outputShape();
    float[] x = Golden.fill(1, batch * shape.length(), 3);
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.round(x[i]);
    }
    float[] dy = Golden.fill(2, batch * out.length(), 1);

    INDArray input = Nd4j.create(x, shape.batch(batch), 'c');
    float[] y = flat(tester.forward(input));
    float[] dx = flat(tester.backward(input, Nd4j.create(dy, out.batch(batch), 'c')));

    float[] expected = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      int pixel = i % (out.height() * out.width());
      int plane = i / (out.height() * out.width()) * height * width;
      int best = -1;
      for (int k = 0; k < size * size; k++) {
        int row = pixel / out.width() * stride + k / size;
        int column = pixel % out.width() * stride + k % size;
        int at = plane + row * width + column;
        if (row < height && column < width && (best < 0 || x[at] > x[best])) {
          best = at;
        }
      }
      assertThat(y[i]).as("output %d", i).isEqualTo(x[best]);
      expected[best] += dy[i];
    }
    assertThat(OperationTester.relativeError(dx, expected)).isLessThan(1e-6);
  }
}
