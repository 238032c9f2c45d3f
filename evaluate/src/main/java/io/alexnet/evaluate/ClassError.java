package io.alexnet.evaluate;

/**
 * The error over the images of one class.
 *
 * @param label of the class
 * @param images of it that were evaluated, at least 1
 * @param top1Error share of them whose label is not the most probable class, 0 to 1
 */
public record ClassError(int label, int images, double top1Error) {}
