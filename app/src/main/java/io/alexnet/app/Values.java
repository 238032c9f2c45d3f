package io.alexnet.app;

import io.alexnet.augment.Views;
import io.alexnet.network.Preset;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What an option's value must be; a refusal names the option and the value. */
final class Values {
  private Values() {}

  /** A whole number of 1 or more. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return wholeNumber(value, 1);
    }
  }

  /** A whole number of 0 or more. */
  static final class CountOrNone implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return wholeNumber(value, 0);
    }
  }

  /** A number above 0. */
  static final class Positive implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      return number(value, n -> n > 0, "a number above 0");
    }
  }

  /** A number of 0 or more. */
  static final class NotNegative implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      return number(value, n -> n >= 0, "a number of 0 or more");
    }
  }

  /** From 0 to below 1. */
  static final class BelowOne implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      return number(value, n -> n >= 0 && n < 1, "a number from 0 to below 1");
    }
  }

  /** Above 0 and below 1. */
  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      return number(value, n -> n > 0 && n < 1, "a number between 0 and 1");
    }
  }

  /** 2 or 3. */
  static final class PoolSize implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return Integer.valueOf(oneOf(value, "2", "3"));
    }
  }

  /** 1 or 10. */
  static final class ViewCount implements ITypeConverter<Views> {
    @Override
    public Views convert(String value) {
      return oneOf(value, "1", "10").equals("1") ? Views.CENTRE : Views.TEN;
    }
  }

  /** A whole number of seconds, minutes, hours or days: 90s, 30m, 2h, 1d. */
  static final class Interval implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})([smhd])");

    @Override
    public Duration convert(String value) {
      Matcher matcher = FORM.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is not a time such as 90s, 30m, 2h or 1d".formatted(value));
      }
      long n = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        case "h" -> Duration.ofHours(n);
        default -> Duration.ofDays(n);
      };
    }
  }

  /** A preset's name. */
  static final class PresetName implements ITypeConverter<Preset> {
    @Override
    public Preset convert(String value) {
      String[] names = Arrays.stream(Preset.values()).map(Preset::id).toArray(String[]::new);
      return Preset.valueOf(oneOf(value, names).toUpperCase(Locale.ROOT));
    }
  }

  /** A word of an enum, as a person writes it: as-run for AS_RUN. */
  static <E extends Enum<E>> E word(Class<E> type, String value) {
    String[] words =
        Arrays.stream(type.getEnumConstants()).map(Values::word).toArray(String[]::new);
    return Enum.valueOf(type, oneOf(value, words).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** As {@link #word(Class, String)} reads it. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String oneOf(String value, String... allowed) {
    if (!List.of(allowed).contains(value)) {
      String list = Arrays.stream(allowed).collect(Collectors.joining(", "));
      throw new TypeConversionException("'%s' is not one of %s".formatted(value, list));
    }
    return value;
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

  private static double number(String value, DoublePredicate allowed, String range) {
    try {
      double n = Double.parseDouble(value);
      if (allowed.test(n) && Double.isFinite(n)) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException("'%s' is not %s".formatted(value, range));
  }
}
