/**
 * The training loop and the run directory. Start with {@link Training}.
 *
 * <p>In: a data set, settings, a directory. Out: checkpoints, curves, a journal in that directory.
 *
 * <p>Memory: one network, and two to four batches in a ring.
 *
 * <p>Thread: the loop runs on the caller's thread; images are made ready on threads of their own.
 */
@NullMarked
package io.alexnet.train;

import org.jspecify.annotations.NullMarked;
