package io.alexnet.train;

/** A run was asked to end before its first step: there was nothing to save. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What it says. */
  public static final String MESSAGE = "stopped before the first step";

  StoppedException() {
    super(MESSAGE);
  }
}
