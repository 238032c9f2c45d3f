package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  @Test
  void aDiagonalIsSorted() {
    SymmetricEigen eigen = new SymmetricEigen(new double[][] {{1, 0, 0}, {0, 2, 0}, {0, 0, 3}});
    assertThat(eigen.values()).containsExactly(3, 2, 1);
    assertThat(eigen.vectors()).containsExactly(0, 0, 1, 0, 1, 0, 1, 0, 0);
  }

  @RepeatedTest(20)
  void anySymmetricMatrixIsTakenApart(RepetitionInfo repetition) {
    RandomGenerator random =
        KeyedRandom.of(repetition.getCurrentRepetition(), 0, 0, Purpose.SAMPLE_IMAGES);
    double[][] matrix = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = i; j < 3; j++) {
        matrix[i][j] = random.nextGaussian();
        matrix[j][i] = matrix[i][j];
      }
    }
    SymmetricEigen eigen = new SymmetricEigen(matrix);
    double[] values = eigen.values();
    double[] v = eigen.vectors();
    assertThat(values[0]).isGreaterThanOrEqualTo(values[1]);
    assertThat(values[1]).isGreaterThanOrEqualTo(values[2]);
    for (int k = 0; k < 3; k++) {
      double largest = Math.max(v[k], Math.max(v[3 + k], v[6 + k]));
      double smallest = Math.min(v[k], Math.min(v[3 + k], v[6 + k]));
      assertThat(largest).isGreaterThan(-smallest);
      assertThat(Math.hypot(v[k], Math.hypot(v[3 + k], v[6 + k]))).isCloseTo(1, CLOSE);
      for (int row = 0; row < 3; row++) {
        double[] m = matrix[row];
        assertThat(m[0] * v[k] + m[1] * v[3 + k] + m[2] * v[6 + k])
            .isCloseTo(values[k] * v[3 * row + k], CLOSE);
      }
    }
  }
}
