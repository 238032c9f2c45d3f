/**
 * How the daemon is doing, for probes and for Prometheus: Micronaut's endpoints, filled.
 *
 * <p>In: the {@link io.alexnet.serve.runs.RunQueue}. Out: states of health, meters.
 *
 * <p>Memory: a fixed number of meters, whatever the number of runs.
 *
 * <p>Thread: whoever asks.
 */
@NullMarked
package io.alexnet.serve.watch;

import org.jspecify.annotations.NullMarked;
