package io.alexnet.augment;

import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;

/**
 * An image that could not be used.
 *
 * @param index its index in the image set
 * @param name its name there, usually a path
 * @param reason why, in a line
 */
public record Quarantined(int index, String name, String reason) {

  /** What is said of an image that was read without success. */
  static Quarantined of(ImageSet images, int index, Decoded unusable) {
    String reason = unusable instanceof Decoded.Rejected rejected ? rejected.reason() : "";
    return new Quarantined(index, images.name(index), reason);
  }
}
