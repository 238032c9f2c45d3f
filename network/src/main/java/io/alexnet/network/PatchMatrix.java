package io.alexnet.network;

import io.alexnet.network.LayerSpec.Convolution;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The gradients of a convolution's weights and biases without the input's. conv2d_bp always
 * computes all three, and for the paper's first layer the one that nobody needs takes five times as
 * long as the others together.
 *
 * <p>Each image's patches become the rows of a matrix, with a one behind each; its product with the
 * output gradient, summed over the images, holds the weights' gradient and in the last column the
 * biases'.
 */
final class PatchMatrix {
  private final Convolution spec;
  private final int height;
  private final int width;
  private final int channels;
  private final int outputHeight;
  private final int outputWidth;
  private final int columns;
  private final INDArray matrix;

  private PatchMatrix(Convolution spec, INDArray x, INDArray dy, LayerWorkspaceMgr memory) {
    this.spec = spec;
    this.height = (int) x.size(1);
    this.width = (int) x.size(2);
    this.channels = (int) x.size(3);
    this.outputHeight = (int) dy.size(1);
    this.outputWidth = (int) dy.size(2);
    this.columns = spec.kernel() * spec.kernel() * channels + 1;
    // What padding contributes stays zero for all images.
    this.matrix =
        memory.create(
            ArrayType.BP_WORKING_MEM,
            x.dataType(),
            new long[] {(long) outputHeight * outputWidth, columns},
            'c');
    matrix.get(NDArrayIndex.all(), NDArrayIndex.point(columns - 1)).assign(1);
  }

  /**
   * Overwrites the gradients of both tensors.
   *
   * @param x the layer's input, in host memory
   * @param dy gradient of its output, before the nonlinearity
   */
  static void gradients(
      Convolution spec, INDArray x, INDArray dy, WeightAndBias tensors, LayerWorkspaceMgr memory) {
    PatchMatrix patches = new PatchMatrix(spec, x, dy, memory);
    long[] shape = {spec.filters(), patches.columns};
    INDArray sums = memory.create(ArrayType.BP_WORKING_MEM, x.dataType(), shape, 'c');
    INDArray product = memory.create(ArrayType.BP_WORKING_MEM, x.dataType(), shape, 'c');
    for (int n = 0; n < x.size(0); n++) {
      patches.fill(HostFloats.of(x), n);
      INDArray gradient =
          dy.get(NDArrayIndex.point(n)).reshape('c', patches.matrix.size(0), spec.filters());
      MatrixProduct.writeTransposed(gradient, patches.matrix, product);
      sums.addi(product);
    }
    int taps = patches.columns - 1;
    long k = spec.kernel();
    tensors
        .weightGradient()
        .assign(
            sums.get(NDArrayIndex.all(), NDArrayIndex.interval(0, taps))
                .reshape('c', spec.filters(), k, k, patches.channels)
                .permute(0, 3, 1, 2));
    tensors.biasGradient().assign(sums.get(NDArrayIndex.all(), NDArrayIndex.point(taps)));
  }

  private void fill(FloatBuffer images, int n) {
    FloatBuffer rows = HostFloats.of(matrix);
    HostFloats.parallel(outputHeight, row -> fill(images, n, row, rows));
  }

  private void fill(FloatBuffer images, int n, int outputRow, FloatBuffer rows) {
    int k = spec.kernel();
    int top = outputRow * spec.stride() - spec.padding();
    for (int i = Math.max(0, -top); i < Math.min(k, height - top); i++) {
      int source = (n * height + top + i) * width;
      for (int outputColumn = 0; outputColumn < outputWidth; outputColumn++) {
        int left = outputColumn * spec.stride() - spec.padding();
        int from = Math.max(0, -left);
        int to = Math.min(k, width - left);
        rows.put(
            (outputRow * outputWidth + outputColumn) * columns + (i * k + from) * channels,
            images,
            (source + left + from) * channels,
            (to - from) * channels);
      }
    }
  }
}
