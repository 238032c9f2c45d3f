package io.alexnet.network;

import java.util.Optional;

/** What follows a convolution's sums, done while they are in the cache: bias, then nonlinearity. */
@FunctionalInterface
interface Epilogue {
  /**
   * Changes the channels of some pixels.
   *
   * @param length how much of {@code values}
   */
  void apply(float[] values, int length);

  Epilogue NONE = (values, length) -> {};

  static Epilogue of(float[] bias, Optional<Activation> activation) {
    return (values, length) -> {
      for (int pixel = 0; pixel < length; pixel += bias.length) {
        for (int c = 0; c < bias.length; c++) {
          values[pixel + c] += bias[c];
        }
      }
      activation.ifPresent(function -> Nonlinearity.apply(function, values, length));
    };
  }
}
