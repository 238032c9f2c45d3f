/**
 * The daemon's runs: what was ordered, what trains now, what comes of it. Start with {@link
 * io.alexnet.serve.runs.RunQueue}.
 *
 * <p>In: orders and requests to steer. Out: the files of runs, and events while one trains.
 *
 * <p>Memory: that of one training; for each listener a bounded number of events.
 *
 * <p>Thread: one thread trains; everything else may be called from any.
 */
@NullMarked
package io.alexnet.serve.runs;

import org.jspecify.annotations.NullMarked;
