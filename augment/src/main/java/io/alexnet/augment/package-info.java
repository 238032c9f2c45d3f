/**
 * From 256x256 pictures to batches of network inputs: crop, mirror, colour noise, mean subtraction,
 * the ten test windows. Start with {@link TrainingBatches}; {@link PatchWriter} has the arithmetic.
 *
 * <p>In: an {@code ImageSet} of unsigned-byte pictures [H,W,3] and the statistics of the training
 * set. Out: {@link Batch}es of floats [N,3,S,S] in grey levels less the mean (about -128 to 128;
 * times {@link AugmentSettings#scale()}), zeros right of the patch and below it.
 *
 * <p>Memory: a subscription owns a ring of 2 to 4 batch buffers, allocated when it begins unless
 * one before it has left its own; whoever receives a batch borrows one and returns it by {@link
 * Batch#close()}.
 *
 * <p>Thread: reading and filling run on the caller's {@code OrderedWorkers}; batches arrive on one
 * of those threads or on the one that asked for them.
 */
@NullMarked
package io.alexnet.augment;

import org.jspecify.annotations.NullMarked;
