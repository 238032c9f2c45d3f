package io.alexnet.common;

import org.jspecify.annotations.Nullable;

/**
 * Data that could be read before cannot be read any more: its folder, drive or network share is
 * away. Nothing is wrong with the images, and the same command may succeed later. The command line
 * ends with exit code 75.
 */
public final class DataAwayException extends UserException {
  private static final long serialVersionUID = 1L;

  public DataAwayException(String message) {
    super(message);
  }

  public DataAwayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
