package io.alexnet.network;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between ND4J arrays and {@link Tensor}s. */
final class Tensors {
  private static final int COPIED_AT_A_TIME = 1 << 18;

  private Tensors() {}

  /** A parameter's values, or those of an array like it, on the heap. */
  static Tensor copy(Parameter parameter, INDArray array) {
    FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(array.length()));
    read(array.castTo(DataType.FLOAT), values);
    return new Tensor(parameter.name(), parameter.shape(), values);
  }

  /**
   * Fills a buffer with an array's values: from host memory on all cores, else through the heap.
   */
  static void read(INDArray array, FloatBuffer values) {
    if (Backend.isCpu()) {
      FloatBuffer source = HostFloats.of(array);
      HostFloats.ranges(
          values.capacity(),
          COPIED_AT_A_TIME,
          () -> (from, length) -> values.put(from, source, from, length));
    } else {
      values.put(0, array.reshape(array.length()).toFloatVector());
    }
  }

  /** Overwrites an array, in host memory directly, elsewhere through a copy. */
  static void write(INDArray array, FloatBuffer values) {
    if (Backend.isCpu() && array.dataType() == DataType.FLOAT) {
      HostFloats.of(array).put(values.duplicate().rewind());
    } else {
      float[] copy = new float[values.capacity()];
      values.get(0, copy);
      array.assign(Nd4j.create(copy, array.shape(), 'c'));
    }
  }
}
