/**
 * Measures a network's error on images. Start with {@link Evaluator}.
 *
 * <p>In: a network, images of its geometry's side. Out: top-1 and top-5 error, or class
 * probabilities.
 *
 * <p>Memory: two batches in a ring; the network is the caller's.
 *
 * <p>Thread: the network runs on the caller's thread; patches are made on the workers handed in.
 */
@NullMarked
package io.alexnet.evaluate;

import org.jspecify.annotations.NullMarked;
