package io.alexnet.serve.runs;

/** What has become of an order. */
public enum Status {
  /** Waits for its turn. */
  QUEUED,
  /** Trains, or will go on first after a restart. */
  RUNNING,
  /** Waits until it is activated. */
  PAUSED,
  /** Was cancelled; can be activated again. */
  CANCELLED,
  /** Ended by an error; can be activated again. */
  FAILED,
  /** Came to its end. */
  ENDED;

  boolean isOver() {
    return this == CANCELLED || this == FAILED || this == ENDED;
  }
}
