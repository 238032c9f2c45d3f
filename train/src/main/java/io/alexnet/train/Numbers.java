package io.alexnet.train;

import java.math.BigDecimal;

/** Numbers as people read them. */
final class Numbers {
  private Numbers() {}

  /** Without an exponent and without zeros at the end: 0.00005. */
  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
