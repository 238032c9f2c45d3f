package io.alexnet.app;

import io.alexnet.common.UserException;
import io.alexnet.ingest.DamageLimits;
import io.alexnet.ingest.Tolerance;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options for faults of the data that a command tolerates. */
final class ToleranceOptions {
  @Option(
      names = "--max-damaged",
      paramLabel = "COUNT|SHARE",
      converter = Limits.class,
      description =
          "Unreadable images allowed in a split: a count such as 20, or a share such as 2%%."
              + " Default: 0.5%% of a split and 5%% of a class, one in any case.")
  private @Nullable DamageLimits limits;

  @Option(
      names = "--data-timeout",
      paramLabel = "DURATION",
      converter = Values.Interval.class,
      description =
          "How long to wait for a data folder or drive that is away, such as 30s or 10m."
              + " Default: 60s.")
  private Duration outage = Tolerance.DEFAULT.outage();

  Tolerance tolerance() {
    return new Tolerance(Objects.requireNonNullElse(limits, DamageLimits.DEFAULT), outage);
  }

  /**
   * Holds a figure to {@code --max-damaged}, if that was given.
   *
   * @throws UserException if more images were unreadable
   */
  void require(int unreadable, int images) {
    if (limits != null && unreadable > limits.allowed(images)) {
      throw new UserException(
          "%d of %d images cannot be read, more than the %d allowed: repair or remove them, or allow them with --max-damaged %d"
              .formatted(unreadable, images, limits.allowed(images), unreadable));
    }
  }

  /** A count, a percentage, or a share with a decimal point. */
  static final class Limits implements ITypeConverter<DamageLimits> {
    private static final double PERCENT = 100;

    @Override
    public DamageLimits convert(String value) {
      try {
        if (value.matches("\\d+")) {
          return DamageLimits.ofCount(Integer.parseInt(value));
        }
        return DamageLimits.ofShare(
            value.endsWith("%")
                ? Double.parseDouble(value.substring(0, value.length() - 1)) / PERCENT
                : Double.parseDouble(value));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'%s' is not a count such as 20 or a share such as 2%% or 0.02".formatted(value));
      }
    }
  }
}
