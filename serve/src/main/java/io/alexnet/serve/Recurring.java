package io.alexnet.serve;

import java.time.Duration;

/**
 * What is done again and again while the daemon answers, on a thread that all such work shares. A
 * failure is logged, and the next time comes nevertheless.
 */
public interface Recurring {
  /** From the start to the first time, and from the end of one to the beginning of the next. */
  Duration interval();

  /** Does it once. */
  void run() throws Exception;
}
