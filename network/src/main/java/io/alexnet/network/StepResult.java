package io.alexnet.network;

/**
 * What one training step saw, before its update.
 *
 * @param loss mean cross-entropy over the batch, in nats
 * @param top1Error share of the batch whose label does not have the highest logit, 0 to 1; a tie of
 *     n shares the credit
 * @param finite whether the loss and, after the update, every weight is a finite number
 */
public record StepResult(double loss, double top1Error, boolean finite) {
  StepResult(double loss, double top1Error) {
    this(loss, top1Error, Double.isFinite(loss));
  }
}
