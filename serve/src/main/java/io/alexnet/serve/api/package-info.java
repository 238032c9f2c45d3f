/**
 * The routes below /api/v1, as docs/daemon.md has them: they read a request, ask the {@link
 * io.alexnet.serve.runs.RunQueue} and say what it said.
 *
 * <p>In: requests that passed the gate. Out: JSON, events, pictures.
 *
 * <p>Memory: that of one answer for each request in hand.
 *
 * <p>Thread: the server's threads for work that waits.
 */
@NullMarked
package io.alexnet.serve.api;

import org.jspecify.annotations.NullMarked;
