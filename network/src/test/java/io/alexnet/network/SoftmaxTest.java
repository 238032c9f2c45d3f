package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxTest {
  @Test
  void hugeLogitsStayFinite() {
    float[] logits = {1e4f, -1e4f, 0};
    assertThat(Softmax.probabilities(logits)).containsExactly(1, 0, 0);
    assertThat(Softmax.crossEntropy(logits, 1)).isCloseTo(2e4, within(1e-6));
  }

  @Test
  void equalLogitsCostTheLogarithmOfTheirNumber() {
    assertThat(Softmax.crossEntropy(new float[] {3, 3, 3, 3}, 2))
        .isCloseTo(Math.log(4), within(1e-12));
  }

  @Test
  void tiesShareTheCredit() {
    assertThat(Ranking.credit(new double[] {1, 2, 2, 0}, 1, 1)).isEqualTo(0.5);
    assertThat(Ranking.credit(new double[] {1, 2, 2, 0}, 0, 1)).isZero();
    assertThat(Ranking.credit(new double[] {1, 2, 2, 0}, 2, 2)).isEqualTo(1);
    assertThat(Ranking.credit(new double[] {5, 1, 1, 1}, 3, 2)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(Ranking.credit(new double[] {Double.NaN, 1}, 0, 1)).isZero();
  }
}
