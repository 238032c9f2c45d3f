package io.alexnet.ingest;

import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One split's images in a fixed order: by class, then by the UTF-8 bytes of the name. Random
 * access; safe to use on many threads at once.
 */
public interface ImageSet {
  /** Number of images, readable or not. */
  int size();

  /**
   * The image's class.
   *
   * @param index 0 to {@code size() - 1}, here and below
   */
  int label(int index);

  /** Path of the source file below the data directory, with '/', such as train/cat/a.jpg. */
  String name(int index);

  /** Width and height of every image in pixels. */
  int side();

  /**
   * Reads one image.
   *
   * @param meter hears how long each stage took
   * @return {@link RgbImage} of {@link #side()} x {@link #side()}, fresh and the caller's own, or
   *     why the file gave none
   * @throws io.alexnet.common.DataAwayException if the folder or store stays away as long as {@link
   *     #outlast} says
   * @throws java.io.UncheckedIOException if the thread was interrupted
   */
  Decoded read(int index, PipelineMeter meter);

  /**
   * Reads one image into memory that the caller lends, which is then the image's, where the set can
   * do so: a new array for each image takes longer than a copy of a stored one.
   *
   * @param space side x side x 3 bytes; what they hold afterwards is undefined if they were not
   *     used
   */
  default Decoded read(int index, byte[] space, PipelineMeter meter) {
    return read(index, meter);
  }

  /**
   * Sets how long reading waits from now on while the data, its drive or its network share is away:
   * 60 seconds at first. A retried read gives the same image.
   *
   * @param longest zero never waits
   * @param heard takes a line when the data is away and when it is back, on any thread
   */
  default void outlast(Duration longest, Consumer<String> heard) {}

  /**
   * By what a source file is known again: 16 hexadecimal digits of its length and its beginning;
   * empty in a store, which no longer has it, and where it cannot be read.
   */
  default String contents(int index) {
    return "";
  }

  /** Reads one image unmeasured. */
  default Decoded read(int index) {
    return read(index, PipelineMeter.UNREAD);
  }

  /**
   * Some of these images, in the order given.
   *
   * @param indices positions in this set; copied
   */
  default ImageSet subset(int[] indices) {
    return new ImageSubset(this, indices);
  }
}
