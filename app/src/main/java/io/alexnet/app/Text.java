package io.alexnet.app;

import java.time.Duration;
import java.util.Locale;

/** How numbers and messages look. */
final class Text {
  private static final double KIBI = 1024;

  private Text() {}

  /** Without line breaks and other control characters, which a file's name may hold. */
  static String oneLine(String text) {
    return text.stripTrailing().replaceAll("\\R\\s*", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  /** The first letter small, so that a sentence can follow "alexnet: ". */
  static String uncapitalised(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /** A share of one: 0.0432 is "4.3 %". */
  static String percent(double share) {
    return "%.1f %%".formatted(100 * share);
  }

  /** The two largest units: "45s", "2m10s", "3h05m", "12d04h"; "?" if unknown. */
  static String duration(double seconds) {
    if (!(seconds >= 0 && seconds < Long.MAX_VALUE)) {
      return "?";
    }
    Duration d = Duration.ofSeconds(Math.round(seconds));
    if (d.toDays() > 0) {
      return "%dd%02dh".formatted(d.toDays(), d.toHoursPart());
    }
    if (d.toHours() > 0) {
      return "%dh%02dm".formatted(d.toHours(), d.toMinutesPart());
    }
    return d.toMinutes() > 0
        ? "%dm%02ds".formatted(d.toMinutes(), d.toSecondsPart())
        : d.toSeconds() + "s";
  }

  /** A count with its noun: "1 image", "2 images", "3 classes". */
  static String count(long n, String noun) {
    return n + " " + (n == 1 ? noun : noun + (noun.endsWith("s") ? "es" : "s"));
  }

  /** An amount of memory: "15.6 GiB". */
  static String bytes(long n) {
    return n < KIBI * KIBI * KIBI
        ? "%.0f MiB".formatted(n / KIBI / KIBI)
        : "%.1f GiB".formatted(n / KIBI / KIBI / KIBI);
  }
}
