package io.alexnet.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Mean cross-entropy of the softmax, from logits [N,classes] and labels [N,1] that hold class
 * indices. In double precision and without the clipping of Deeplearning4j's own, whose loss ends at
 * 23.
 */
final class SoftmaxCrossEntropy implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private transient StepResult last = new StepResult(0, 0);

  /** Of the latest {@link #computeGradient}. */
  StepResult last() {
    return last;
  }

  /** Gradient of the mean loss over the batch: (softmax - one-hot) / N. */
  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation activation, @Nullable INDArray mask) {
    float[][] rows = logits.toFloatMatrix();
    float[] classes = labels.reshape(labels.length()).toFloatVector();
    float[][] gradient = new float[rows.length][];
    double loss = 0;
    double wrong = 0;
    for (int n = 0; n < rows.length; n++) {
      int label = (int) classes[n];
      double[] probabilities = Softmax.probabilities(rows[n]);
      loss += Softmax.crossEntropy(rows[n], label);
      wrong += 1 - Ranking.credit(probabilities, label, 1);
      gradient[n] = new float[probabilities.length];
      for (int c = 0; c < probabilities.length; c++) {
        gradient[n][c] = (float) ((probabilities[c] - (c == label ? 1 : 0)) / rows.length);
      }
    }
    last = new StepResult(loss / rows.length, wrong / rows.length);
    return Nd4j.create(gradient);
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray logits,
      IActivation activation,
      @Nullable INDArray mask,
      boolean average) {
    return last.loss() * (average ? 1 : logits.size(0));
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray logits, IActivation activation, @Nullable INDArray mask) {
    throw new UnsupportedOperationException("only the batch's loss is kept");
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray logits,
      IActivation activation,
      @Nullable INDArray mask,
      boolean average) {
    INDArray gradient = computeGradient(labels, logits, activation, mask);
    return new Pair<>(computeScore(labels, logits, activation, mask, average), gradient);
  }

  @Override
  public String name() {
    return "softmax cross-entropy";
  }
}
