package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.HostProduct.Matrix;
import io.alexnet.network.LayerSpec.Convolution;
import java.nio.FloatBuffer;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A first layer's convolution, in one group, as a matrix product: the patches under some rows of an
 * image's outputs become the rows of a matrix. For layers whose few channels leave Winograd's
 * algorithm nothing to save; for three channels four times as fast as oneDNN. Results do not depend
 * on the number of threads.
 */
final class PatchMatrix implements HostConvolution {
  /** Values of the patches at work: few enough to stay in the second-level cache. */
  private static final int BLOCK_VALUES = 100_000;

  /** Parts of a batch that have patches and sums of their own. */
  private static final int SHARES = 16;

  private final Convolution spec;
  private final ImageShape input;
  private final ImageShape output;
  private final int columns;
  private final int rows;
  private final int blocks;

  PatchMatrix(Convolution spec, ImageShape input, ImageShape output) {
    this.spec = spec;
    this.input = input;
    this.output = output;
    columns = spec.kernel() * spec.kernel() * input.channels();
    rows = Math.max(1, Math.min(output.height(), BLOCK_VALUES / columns / output.width()));
    blocks = (output.height() + rows - 1) / rows;
  }

  @Override
  public void forward(
      INDArray x,
      INDArray weights,
      INDArray y,
      Epilogue finish,
      Function<long[], INDArray> scratch) {
    int filters = output.channels();
    INDArray byTap = scratch.apply(new long[] {filters, columns});
    byTap.assign(weights.permute(0, 2, 3, 1).reshape('c', filters, columns));
    FloatBuffer results = HostFloats.of(y);
    eachBlock(
        x,
        scratch,
        (share, block, patches, pixels) -> {
          long first = first(block) * filters;
          HostProduct.writeByTransposed(
              pixels,
              filters,
              columns,
              patches,
              Matrix.of(byTap, 0, columns),
              Matrix.of(y, first, filters),
              0);
          float[] values = new float[filters];
          for (int pixel = 0; pixel < pixels; pixel++) {
            int at = (int) first + pixel * filters;
            results.get(at, values);
            finish.apply(values, filters);
            results.put(at, values);
          }
        });
  }

  @Override
  public void weightGradient(
      INDArray x, INDArray dy, INDArray gradient, Function<long[], INDArray> scratch) {
    int filters = output.channels();
    INDArray sums = scratch.apply(new long[] {SHARES, filters, columns});
    sums.assign(0);
    eachBlock(
        x,
        scratch,
        (share, block, patches, pixels) ->
            HostProduct.writeTransposed(
                filters,
                columns,
                pixels,
                Matrix.of(dy, first(block) * filters, filters),
                patches,
                Matrix.of(sums, (long) share * filters * columns, columns),
                1));
    int k = spec.kernel();
    gradient.assign(sums.sum(0).reshape('c', filters, k, k, input.channels()).permute(0, 3, 1, 2));
  }

  /** Not by this way: the input of a first layer needs none. */
  @Override
  public void inputGradient(
      INDArray dy, INDArray weights, INDArray dx, Function<long[], INDArray> scratch) {
    throw new UnsupportedOperationException();
  }

  /** The pixel of all outputs with which a block begins. */
  private long first(int block) {
    long row = (long) block / blocks * output.height() + (long) block % blocks * rows;
    return row * output.width();
  }

  @FunctionalInterface
  private interface BlockTask {
    void run(int share, int block, Matrix patches, int pixels);
  }

  /** Fills the patches of every block of a batch and calls {@code task} with them. */
  private void eachBlock(INDArray x, Function<long[], INDArray> scratch, BlockTask task) {
    int size = rows * output.width() * columns;
    INDArray memory = scratch.apply(new long[] {SHARES, size});
    FloatBuffer patches = HostFloats.of(memory);
    FloatBuffer images = HostFloats.of(x);
    int count = (int) x.size(0) * blocks;
    HostFloats.parallel(
        SHARES,
        share -> {
          int last = (int) ((long) count * (share + 1) / SHARES);
          for (int block = (int) ((long) count * share / SHARES); block < last; block++) {
            int pixels = fill(images, block, patches, share * size);
            task.run(share, block, Matrix.of(memory, (long) share * size, columns), pixels);
          }
        });
  }

  private int fill(FloatBuffer images, int block, FloatBuffer patches, int start) {
    int top = block % blocks * rows;
    int bottom = Math.min(output.height(), top + rows);
    for (int y = top; y < bottom; y++) {
      fillRow(images, block / blocks, y, patches, start + (y - top) * output.width() * columns);
    }
    return (bottom - top) * output.width();
  }

  private void fillRow(FloatBuffer images, int n, int y, FloatBuffer patches, int start) {
    int k = spec.kernel();
    int c = input.channels();
    if (spec.padding() > 0) {
      patches.put(start, new float[output.width() * columns]);
    }
    int above = y * spec.stride() - spec.padding();
    for (int i = Math.max(0, -above); i < Math.min(k, input.height() - above); i++) {
      int source = (n * input.height() + above + i) * input.width();
      for (int x = 0; x < output.width(); x++) {
        int left = x * spec.stride() - spec.padding();
        int from = Math.max(0, -left);
        int to = Math.min(k, input.width() - left);
        if (from < to) {
          int target = start + x * columns + (i * k + from) * c;
          patches.put(target, images, (source + left + from) * c, (to - from) * c);
        }
      }
    }
  }
}
