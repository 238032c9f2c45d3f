package io.alexnet.train;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people read them. */
final class Numbers {
  private Numbers() {}

  private static final MathContext DIGITS = new MathContext(6);

  /** Without an exponent, zeros at the end and the rounding errors of its making: 0.00005. */
  static String plain(double value) {
    return new BigDecimal(value, DIGITS).stripTrailingZeros().toPlainString();
  }
}
