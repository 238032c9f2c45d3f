package io.alexnet.common;

import org.jspecify.annotations.Nullable;

/**
 * Something the person at the keyboard can mend: the message is one line that names the file,
 * setting or value and says what to do. The command line prints it without a trace and ends with
 * exit code 1.
 */
public class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserException(String message) {
    super(message);
  }

  public UserException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
