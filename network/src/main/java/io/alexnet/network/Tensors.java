package io.alexnet.network;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between ND4J arrays and {@link Tensor}s. */
final class Tensors {
  private Tensors() {}

  /** A parameter's values, or those of an array like it, on the heap. */
  static Tensor copy(Parameter parameter, INDArray array) {
    float[] values = array.reshape(array.length()).toFloatVector();
    return new Tensor(parameter.name(), parameter.shape(), FloatBuffer.wrap(values));
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
