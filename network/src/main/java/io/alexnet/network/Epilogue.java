package io.alexnet.network;

import java.util.Optional;

/** What follows a convolution's sums, done while they are in the cache: bias, then nonlinearity. */
@FunctionalInterface
interface Epilogue {
  /** Changes one pixel's channels. */
  void apply(float[] values);

  Epilogue NONE = values -> {};

  static Epilogue of(float[] bias, Optional<Activation> activation) {
    return values -> {
      for (int c = 0; c < bias.length; c++) {
        values[c] += bias[c];
      }
      activation.ifPresent(function -> Nonlinearity.apply(function, values));
    };
  }
}
