package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import java.util.Objects;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout as published: a mask of zeros and ones in training, a constant factor at test time. The
 * mask of a step depends on (seed, step, layer, unit) alone, so that a resumed run drops the same
 * units.
 */
final class DropoutOperation implements Operation {
  private final ImageShape shape;
  private final int layer;
  private final StepKey step;
  private double probability;
  private @Nullable INDArray mask;

  /**
   * @param layer position in the network: part of the mask's key
   * @param step seed and number of the step being taken
   */
  DropoutOperation(double probability, ImageShape shape, int layer, StepKey step) {
    this.probability = probability;
    this.shape = shape;
    this.layer = layer;
    this.step = step;
  }

  double probability() {
    return probability;
  }

  /** Another probability from the next step on; with 0 all units stay and nothing is scaled. */
  void setProbability(double newProbability) {
    probability = newProbability;
  }

  @Override
  public ImageShape outputShape() {
    return shape;
  }

  @Override
  public INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr memory) {
    INDArray y = memory.dup(ArrayType.ACTIVATIONS, x, 'c');
    if (!training) {
      return y.muli(1 - probability);
    }
    mask = memory.leverageTo(ArrayType.ACTIVATIONS, drawMask(x.shape()));
    return y.muli(mask);
  }

  private INDArray drawMask(long[] batchShape) {
    int batch = (int) batchShape[0];
    int width = shape.length();
    float[] ones = new float[batch * width];
    HostFloats.parallel(
        batch,
        example -> {
          KeyedRandom random =
              KeyedRandom.of(
                  step.seed(), step.number(), ((long) layer << 32) | example, Purpose.DROPOUT);
          for (int i = 0; i < width; i++) {
            ones[example * width + i] = random.nextDouble() < probability ? 0 : 1;
          }
        });
    return Nd4j.create(ones, batchShape, 'c');
  }

  @Override
  public INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr memory) {
    INDArray dx = memory.dup(ArrayType.ACTIVATION_GRAD, dy, 'c');
    dx.muli(Objects.requireNonNull(mask, "backward without forward"));
    mask = null;
    return dx;
  }
}
