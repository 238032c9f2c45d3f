package io.alexnet.network;

/** A training step was given up as {@link AlexNet#abandonWhen} asked for: it is as if not begun. */
public final class AbandonedStepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AbandonedStepException() {
    super("the step was given up");
  }
}
