/**
 * The daemon: what it is given and how it starts and ends. Start with {@link Daemon}.
 *
 * <p>In: settings. Out: an HTTP server around a queue of runs.
 *
 * <p>Memory: that of the one run in training, and of the evaluation beside it.
 *
 * <p>Thread: starting and closing on the caller's thread.
 */
@NullMarked
package io.alexnet.serve;

import org.jspecify.annotations.NullMarked;
