package io.alexnet.train;

import java.io.IOException;

/** A checkpoint's files are not those that were written: lost, cut or changed. */
final class DamagedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param why which file and what of it, to stand behind a colon
   */
  DamagedCheckpointException(String why) {
    super(why);
  }
}
