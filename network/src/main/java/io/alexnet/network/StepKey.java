package io.alexnet.network;

/**
 * Which step is being taken: what a step's random choices are looked up by. Written before a step,
 * read during it.
 */
final class StepKey {
  private long seed;
  private long number;

  void set(long newSeed, long newNumber) {
    seed = newSeed;
    number = newNumber;
  }

  long seed() {
    return seed;
  }

  long number() {
    return number;
  }
}
