/**
 * The figures of a run for tools that draw them: TensorBoard's event files, an MLflow server. Start
 * with {@link io.alexnet.train.track.Tracks}.
 *
 * <p>In: figures by tag, one set for each epoch. Out: files in the run's directory; requests to a
 * server.
 *
 * <p>Memory: one record at a time; what a server has not taken yet waits in a file.
 *
 * <p>Thread: files are written on the caller's; a server is spoken to on one of its own.
 */
@NullMarked
package io.alexnet.train.track;

import org.jspecify.annotations.NullMarked;
