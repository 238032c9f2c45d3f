/**
 * Pictures of what a network has learned and of what it is shown.
 *
 * <p>In: checkpoints and data of runs. Out: PNG files.
 *
 * <p>Memory: one sheet and what it is made of.
 *
 * <p>Thread: whoever asks.
 */
@NullMarked
package io.alexnet.serve.pictures;

import org.jspecify.annotations.NullMarked;
