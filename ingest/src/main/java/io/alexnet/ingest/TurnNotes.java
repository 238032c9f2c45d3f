package io.alexnet.ingest;

import java.util.Optional;

/** The line about images that a camera's note says to turn, and that were not turned. */
public final class TurnNotes {
  private TurnNotes() {}

  /**
   * @param unturned how many such images were read
   * @return one line for a person; empty if there are none
   */
  public static Optional<String> line(long unturned) {
    return unturned == 0
        ? Optional.empty()
        : Optional.of(
            "%,d %s a camera's note to turn %s, which is ignored; --exif-orientation applies it"
                .formatted(
                    unturned,
                    unturned == 1 ? "image has" : "images have",
                    unturned == 1 ? "it" : "them"));
  }
}
