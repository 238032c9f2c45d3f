package io.alexnet.ingest;

import io.alexnet.common.RgbImage;

/** A file turned into an image, or the reason why not. */
public sealed interface Decoded {
  /**
   * A readable file.
   *
   * @param image belongs to the receiver
   */
  record Ok(RgbImage image) implements Decoded {}

  /**
   * A file that gave no image.
   *
   * @param reason one line without the file's name, such as "empty file"
   */
  record Rejected(String reason) implements Decoded {}
}
