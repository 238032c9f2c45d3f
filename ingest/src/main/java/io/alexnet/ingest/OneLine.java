package io.alexnet.ingest;

/** Text of unknown origin made fit for a one-line message. */
final class OneLine {
  private static final int LONGEST = 200;

  private OneLine() {}

  /** Control characters become question marks; long text is cut. */
  static String of(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\u2028\u2029]", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** What an exception says, or its class where it says nothing. */
  static String of(Throwable problem) {
    String kind = problem.getClass().getSimpleName();
    String message = problem.getMessage();
    return message == null || message.isBlank() ? kind : of(message);
  }
}
