package io.alexnet.augment;

import java.util.List;

/**
 * What a worker made of a place.
 *
 * @param place where
 * @param example index in the image set of the image that was written; -1 if none was
 * @param label its class
 * @param quarantined images found unusable on the way
 */
record Filled(Place place, int example, int label, List<Quarantined> quarantined) {

  /** A place left as it was. */
  static Filled nothing(Place place, List<Quarantined> quarantined) {
    return new Filled(place, -1, -1, quarantined);
  }

  boolean usable() {
    return example >= 0;
  }
}
