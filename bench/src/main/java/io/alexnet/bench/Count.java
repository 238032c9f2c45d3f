package io.alexnet.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number of 1 or more. */
final class Count implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String value) {
    return wholeNumber(value, 1);
  }

  /** A whole number of 0 or more. */
  static final class OrNone implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return wholeNumber(value, 0);
    }
  }

  private static int wholeNumber(String value, int least) {
    try {
      int n = Integer.parseInt(value);
      if (n >= least) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException(
        "'%s' is not a whole number of %d or more".formatted(value, least));
  }
}
