/**
 * The vocabulary that every stage shares. Start with {@link RgbImage} and {@link KeyedRandom}.
 *
 * <p>In: nothing. Out: values: images as unsigned bytes [H,W,3], labels as class indices.
 *
 * <p>Memory: plain heap, owned by whoever holds the value.
 *
 * <p>Thread: values are immutable or say otherwise; {@link OrderedWorkers} owns threads of its own.
 */
@NullMarked
package io.alexnet.common;

import org.jspecify.annotations.NullMarked;
