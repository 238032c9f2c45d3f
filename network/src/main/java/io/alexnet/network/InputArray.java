package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The network's input, kept from step to step: a fresh array of 79 MB would cost ten times the
 * copy, in page faults.
 */
final class InputArray implements AutoCloseable {
  private final ImageShape shape;
  private @Nullable INDArray array;

  InputArray(ImageShape shape) {
    this.shape = shape;
  }

  /** The first {@code batch} images as [N,3,H,W]; valid until the next call. */
  INDArray fill(float[] images, int batch) {
    int length = batch * shape.length();
    INDArray whole = atLeast(batch);
    INDArray part =
        whole.size(0) == batch
            ? whole
            : whole.get(NDArrayIndex.interval(0, batch)).reshape('c', shape.batch(batch));
    Tensors.write(
        part,
        images.length == length
            ? FloatBuffer.wrap(images)
            : FloatBuffer.wrap(images, 0, length).slice());
    return part;
  }

  private INDArray atLeast(int batch) {
    INDArray current = array;
    if (current == null || current.size(0) < batch) {
      close();
      current = Nd4j.createUninitialized(DataType.FLOAT, shape.batch(batch), 'c');
      array = current;
    }
    return current;
  }

  /** Class indices as [N,1]. */
  static INDArray labels(int[] labels, int batch) {
    float[] values = new float[batch];
    for (int n = 0; n < batch; n++) {
      values[n] = labels[n];
    }
    return Nd4j.create(values, new long[] {batch, 1}, 'c');
  }

  @Override
  public void close() {
    if (array != null) {
      array.close();
      array = null;
    }
  }
}
