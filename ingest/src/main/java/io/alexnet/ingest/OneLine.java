package io.alexnet.ingest;

import io.alexnet.common.Reason;
import java.util.regex.Pattern;

/** Text of unknown origin made fit for a one-line message. */
final class OneLine {
  private static final int LONGEST = 200;

  /** Line breaks and whatever else moves a terminal's cursor, colours or turns its text round. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private OneLine() {}

  /** Characters that cannot be printed are escaped as in Java's sources; long text is cut. */
  static String of(String text) {
    String line =
        UNPRINTABLE
            .matcher(text.strip())
            .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** Why something failed, in words. */
  static String of(Throwable problem) {
    return of(Reason.of(problem));
  }
}
