/**
 * What a trained network is asked beside the training: its error over a data set, what a picture
 * shows. Start with {@link io.alexnet.serve.jobs.Evaluations}.
 *
 * <p>In: checkpoints of runs, pictures. Out: errors with intervals, classes with probabilities.
 *
 * <p>Memory: a second network, for as long as it is asked.
 *
 * <p>Thread: one for evaluations, one for predictions, one that looks for the worst images; what is
 * asked for beyond a short queue is refused.
 */
@NullMarked
package io.alexnet.serve.jobs;

import org.jspecify.annotations.NullMarked;
