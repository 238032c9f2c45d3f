package io.alexnet.network;

/**
 * What one training step saw, before its update.
 *
 * @param loss mean cross-entropy over the batch, in nats
 * @param top1Error share of the batch whose label does not have the highest logit, 0 to 1; a tie of
 *     n shares the credit
 */
public record StepResult(double loss, double top1Error) {}
