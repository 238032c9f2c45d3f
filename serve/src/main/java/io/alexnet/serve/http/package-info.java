/**
 * The daemon's ground floor: who may say what to it, and how it says no. Nothing here knows of
 * runs.
 *
 * <p>In: requests as they come from the network. Out: those that may be answered.
 *
 * <p>Memory: a few hundred bytes for each connection.
 *
 * <p>Thread: the server's event loop; nothing here waits.
 */
@NullMarked
package io.alexnet.serve.http;

import org.jspecify.annotations.NullMarked;
