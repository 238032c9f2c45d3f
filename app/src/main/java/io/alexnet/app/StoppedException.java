package io.alexnet.app;

/** Ends a training that was asked to stop before it began. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  StoppedException(int exitCode) {
    super("stopped before the first step");
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
