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
  private static final int LARGEST_FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

  public Tensor {
    shape = List.copyOf(shape);
    long length = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    if (values.capacity() != length) {
      throw new IllegalArgumentException(
          "tensor %s of shape %s does not have %d values"
              .formatted(name, shape, values.capacity()));
    }
  }

  /** Whether every value is a number: no NaN, no infinity. */
  public boolean isFinite() {
    float[] some = new float[Math.min(values.capacity(), HostFloats.RANGE)];
    for (int from = 0; from < values.capacity(); from += some.length) {
      int length = Math.min(some.length, values.capacity() - from);
      values.get(from, some, 0, length);
      int largest = 0;
      for (int i = 0; i < length; i++) {
        // Without the sign, bits are in the order of the values, infinity and NaN above all.
        largest = Math.max(largest, Float.floatToRawIntBits(some[i]) & Integer.MAX_VALUE);
      }
      if (largest > LARGEST_FINITE) {
        return false;
      }
    }
    return true;
  }
}
