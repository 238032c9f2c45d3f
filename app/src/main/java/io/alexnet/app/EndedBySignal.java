package io.alexnet.app;

/** Ends a command that was stopped by a signal before it had anything to report. */
final class EndedBySignal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  EndedBySignal(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
