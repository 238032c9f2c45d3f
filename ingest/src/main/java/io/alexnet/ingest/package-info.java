/**
 * Files to square RGB pictures. Start with {@link io.alexnet.ingest.DataSet}, which opens a folder
 * or a prepared store, and {@link io.alexnet.ingest.Prepare}, which makes the one from the other.
 *
 * <p>In: a directory of JPEG, PNG, GIF, BMP, WebP and TIFF files, or a prepared store. Out: images
 * of unsigned bytes [side,side,3] with labels, and the statistics of the training images.
 *
 * <p>Memory: every image read is a fresh heap array that belongs to the caller; a store's pixels
 * are memory-mapped until its image sets are garbage.
 *
 * <p>Thread: image sets may be read on any number of threads at once; opening, preparing and
 * computing statistics block the caller.
 */
@NullMarked
package io.alexnet.ingest;

import org.jspecify.annotations.NullMarked;
