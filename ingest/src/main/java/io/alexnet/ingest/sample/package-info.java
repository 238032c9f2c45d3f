/**
 * Draws a synthetic data set for people who have none at hand. Start with {@link SampleImages}.
 *
 * <p>In: a seed and the number of images a class. Out: JPEG files, {@code train/<class>/*.jpg} and
 * {@code val/<class>/*.jpg}, short side 80 to 400 pixels, RGB, grey and CMYK; one is cut short.
 *
 * <p>Memory: plain heap, one picture at a time; nothing is kept.
 *
 * <p>Thread: the caller's.
 */
@NullMarked
package io.alexnet.ingest.sample;

import org.jspecify.annotations.NullMarked;
