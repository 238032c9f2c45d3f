package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientIsTheSlopeOfTheMeanLoss(boolean onHost) {
    float[][] logits = {{0.5f, -1, 2}, {1, 1.5f, -0.25f}};
    INDArray labels = Nd4j.create(new float[] {2, 0}, new long[] {2, 1}, 'c');
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(onHost);
    IActivation identity = new ActivationIdentity();
    float[][] gradient =
        loss.computeGradient(labels, Nd4j.create(logits), identity, null).toFloatMatrix();
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 3; c++) {
        float kept = logits[n][c];
        logits[n][c] = kept + 0.01f;
        loss.computeGradient(labels, Nd4j.create(logits), identity, null);
        double above = loss.last().loss();
        logits[n][c] = kept - 0.01f;
        loss.computeGradient(labels, Nd4j.create(logits), identity, null);
        double below = loss.last().loss();
        logits[n][c] = kept;
        assertThat((above - below) / 0.02).isCloseTo(gradient[n][c], within(1e-4));
      }
    }
  }

  @Test
  void operationsGiveTheSameLossErrorAndGradientAsJava() {
    float[][] rows = {{1, 2, 2, 0}, {5, 1, 1, 1}, {1e4f, -1e4f, 0, 7}, {0, 0, 0, 0}};
    INDArray logits = Nd4j.create(rows);
    INDArray labels = Nd4j.create(new float[] {1, 0, 1, 3}, new long[] {4, 1}, 'c');
    SoftmaxCrossEntropy java = new SoftmaxCrossEntropy(true);
    SoftmaxCrossEntropy operations = new SoftmaxCrossEntropy(false);
    IActivation identity = new ActivationIdentity();

    INDArray expected = java.computeGradient(labels, logits, identity, null);
    INDArray actual = operations.computeGradient(labels, logits, identity, null);

    assertThat(actual.toFloatMatrix()).isDeepEqualTo(expected.toFloatMatrix());
    assertThat(operations.last().loss()).isCloseTo(java.last().loss(), within(1e-9));
    assertThat(operations.last().top1Error()).isEqualTo(java.last().top1Error()).isEqualTo(0.5625);
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
