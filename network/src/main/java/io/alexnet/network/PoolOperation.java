package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Pool;
import io.alexnet.network.LayerSpec.PoolKind;
import java.util.Optional;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Max or average pooling. Maxima in host memory are found in Java, in a quarter of the time of
 * ND4J's pooling operations, which do all else.
 */
final class PoolOperation implements Operation {
  private final Pool spec;
  private final ImageShape output;
  private final Optional<MaxPool> maxPool;

  /**
   * @param onHost whether Java may compute on the arrays' own memory, rather than ND4J operations
   *     alone
   */
  PoolOperation(Pool spec, ImageShape input, boolean onHost) {
    this.spec = spec;
    if (spec.partialWindows() && (!fits(input.height()) || !fits(input.width()))) {
      // "Same" padding puts zeros on the right and bottom only if there is at most one row of them.
      throw new IllegalArgumentException(
          "partial windows of %d by %d over %s".formatted(spec.size(), spec.stride(), input));
    }
    this.output = new ImageShape(input.channels(), side(input.height()), side(input.width()));
    this.maxPool =
        onHost && spec.kind() == PoolKind.MAX
            ? Optional.of(new MaxPool(input, output, spec.size(), spec.stride()))
            : Optional.empty();
  }

  private boolean fits(int length) {
    int covered = (side(length) - 1) * spec.stride() + spec.size();
    return covered - length <= 1;
  }

  private int side(int length) {
    return spec.partialWindows()
        ? (length + spec.stride() - 1) / spec.stride()
        : (length - spec.size()) / spec.stride() + 1;
  }

  @Override
  public ImageShape outputShape() {
    return output;
  }

  @Override
  public INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr memory) {
    INDArray y =
        memory.createUninitialized(
            ArrayType.ACTIVATIONS, x.dataType(), Layout.batch(output, x.size(0)), 'c');
    if (maxPool.isPresent()) {
      maxPool.get().forward(HostFloats.of(x), HostFloats.of(y), (int) x.size(0));
    } else {
      run(name(), y, x);
    }
    return y;
  }

  @Override
  public INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr memory) {
    INDArray dx =
        memory.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
    if (maxPool.isPresent()) {
      maxPool
          .get()
          .backward(HostFloats.of(x), HostFloats.of(dy), HostFloats.of(dx), (int) x.size(0));
    } else {
      run(name() + "_bp", dx, x, dy);
    }
    return dx;
  }

  private String name() {
    return spec.kind() == PoolKind.MAX ? "maxpool2d" : "avgpool2d";
  }

  private void run(String operation, INDArray output, INDArray... inputs) {
    int k = spec.size();
    int s = spec.stride();
    // Kernel, stride, padding, dilation (each height, width), same mode, divide by values present,
    // NHWC.
    Nd4j.exec(
        DynamicCustomOp.builder(operation)
            .addInputs(inputs)
            .addOutputs(output)
            .addIntegerArguments(k, k, s, s, 0, 0, 1, 1, spec.partialWindows() ? 1 : 0, 0, 1)
            .build());
  }
}
