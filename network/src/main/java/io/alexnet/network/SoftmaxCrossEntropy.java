package io.alexnet.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Mean cross-entropy of the softmax, from logits [N,classes] and labels [N,1] that hold class
 * indices. In double precision and without the clipping of Deeplearning4j's own, whose loss ends at
 * 23. On a CPU in Java; on other backends in ND4J operations, and only two numbers leave the
 * device.
 */
final class SoftmaxCrossEntropy implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private final boolean onHost;
  private transient StepResult last = new StepResult(0, 0);

  SoftmaxCrossEntropy(boolean onHost) {
    this.onHost = onHost;
  }

  /** Of the latest {@link #computeGradient}. */
  StepResult last() {
    return last;
  }

  /** Gradient of the mean loss over the batch: (softmax - one-hot) / N. */
  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation activation, @Nullable INDArray mask) {
    return onHost ? onHost(labels, logits) : byOperations(labels, logits);
  }

  private INDArray onHost(INDArray labels, INDArray logits) {
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

  private INDArray byOperations(INDArray labels, INDArray logits) {
    int batch = (int) logits.size(0);
    INDArray z = logits.castTo(DataType.DOUBLE);
    z.subiColumnVector(z.max(true, 1));
    INDArray classes = Nd4j.arange((int) z.size(1)).castTo(labels.dataType()).reshape(1, z.size(1));
    INDArray truth =
        labels.broadcast(z.shape()).eq(classes.broadcast(z.shape())).castTo(DataType.DOUBLE);
    INDArray own = z.mul(truth).sum(true, 1);
    INDArray powers = Transforms.exp(z, true);
    INDArray sums = powers.sum(true, 1);

    INDArray best = z.gt(own.broadcast(z.shape())).castTo(DataType.DOUBLE).sum(true, 1).eq(0);
    INDArray ties = z.eq(own.broadcast(z.shape())).castTo(DataType.DOUBLE).sum(true, 1);
    // Not a number equals not even itself.
    INDArray credit =
        best.castTo(DataType.DOUBLE).muli(ties.gt(0)).divi(Transforms.max(ties, 1, false));
    double loss = Transforms.log(sums, true).subi(own).meanNumber().doubleValue();
    last = new StepResult(loss, 1 - credit.meanNumber().doubleValue());
    return powers.diviColumnVector(sums).subi(truth).divi(batch).castTo(logits.dataType());
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
