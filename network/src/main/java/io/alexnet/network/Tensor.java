package io.alexnet.network;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A named array of float32 in row-major order.
 *
 * @param name unique in its file or network
 * @param shape axis lengths, outermost first
 * @param values as many as the shape says; a view where the maker says so
 */
public record Tensor(String name, List<Long> shape, FloatBuffer values) {
  public Tensor {
    shape = List.copyOf(shape);
    long length = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    if (values.capacity() != length) {
      throw new IllegalArgumentException(
          "tensor %s of shape %s does not have %d values"
              .formatted(name, shape, values.capacity()));
    }
  }
}
