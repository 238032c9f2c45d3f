/**
 * AlexNet on Deeplearning4j. Start with {@link Preset} for what the networks are and {@link
 * AlexNet} for running one.
 *
 * <p>In: batches of floats [N,3,H,W] and labels. Out: logits and probabilities [N,classes], loss,
 * named tensors.
 *
 * <p>Memory: parameters, gradients and momenta live off-heap and belong to the {@link AlexNet} that
 * made them.
 *
 * <p>Thread: one network is used by one thread at a time; the arithmetic inside uses every core.
 */
@NullMarked
package io.alexnet.network;

import org.jspecify.annotations.NullMarked;
