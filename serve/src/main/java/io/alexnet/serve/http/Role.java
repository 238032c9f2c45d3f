package io.alexnet.serve.http;

import java.security.Principal;
import java.util.Locale;

/** What the holder of a token may do; each may do what those before it may. */
public enum Role implements Principal {
  /** Look. */
  VIEWER,
  /** Steer runs. */
  OPERATOR,
  /** Change the daemon itself. */
  ADMIN;

  boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** As the token file and the journal have it. */
  @Override
  public String getName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
