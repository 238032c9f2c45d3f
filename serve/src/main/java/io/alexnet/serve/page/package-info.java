/**
 * The page by which people watch and steer runs: files that a browser shows, and asks the rest of
 * the daemon by. Start with {@link io.alexnet.serve.page.PageFiles}.
 *
 * <p>In: resources of this module and of the plotting library. Out: their text, to everybody.
 *
 * <p>Memory: the text of a dozen files.
 *
 * <p>Thread: whoever asks.
 */
@NullMarked
package io.alexnet.serve.page;

import org.jspecify.annotations.NullMarked;
