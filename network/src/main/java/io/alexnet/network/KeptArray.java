package io.alexnet.network;

import io.alexnet.common.ImageShape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Memory for a batch, kept from call to call and as large as the largest so far: a fresh array of
 * 79 MB would cost ten times the copy into it, in page faults.
 */
final class KeptArray implements AutoCloseable {
  private final ImageShape shape;
  private final DataType type;
  private @Nullable INDArray array;

  KeptArray(ImageShape shape, DataType type) {
    this.shape = shape;
    this.type = type;
  }

  /**
   * The first {@code batch} examples, [N,H,W,C]: zeros at first, then what was last written there,
   * then zeros again when a larger batch comes.
   */
  INDArray first(int batch) {
    INDArray current = array;
    if (current == null || current.size(0) < batch) {
      close();
      current = Nd4j.create(type, Layout.batch(shape, batch), 'c');
      array = current;
    }
    return current.size(0) == batch ? current : current.get(NDArrayIndex.interval(0, batch));
  }

  @Override
  public void close() {
    if (array != null) {
      array.close();
      array = null;
    }
  }
}
