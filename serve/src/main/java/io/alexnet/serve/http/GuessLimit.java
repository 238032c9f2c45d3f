package io.alexnet.serve.http;

import java.time.InstantSource;

/** Counts wrong tokens: so many a second are answered as such. */
final class GuessLimit {
  private static final int A_SECOND = 5;

  private final InstantSource clock;
  private long second;
  private int guesses;

  GuessLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts one; whether it was one too many. */
  synchronized boolean exceeded() {
    long now = clock.instant().getEpochSecond();
    if (now != second) {
      second = now;
      guesses = 0;
    }
    guesses = Math.min(guesses + 1, A_SECOND + 1);
    return guesses > A_SECOND;
  }
}
