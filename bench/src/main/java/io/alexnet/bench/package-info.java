/**
 * Measures the project against peers, side by side. Start with {@link io.alexnet.bench.Main}.
 *
 * <p>In: the name of a figure. Out: images a second of both sides and their ratio.
 *
 * <p>Memory: each side has a process of its own.
 *
 * <p>Thread: the sides take turns; only one of them works at any time.
 */
@NullMarked
package io.alexnet.bench;

import org.jspecify.annotations.NullMarked;
