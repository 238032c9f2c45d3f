package io.alexnet.common;

import io.alexnet.common.KeyedRandom.Purpose;

/**
 * In which order an epoch visits its examples: a permutation that depends on (seed, epoch, size)
 * and nothing else.
 */
public final class EpochOrder {
  private EpochOrder() {}

  /**
   * Every index once, shuffled by Fisher and Yates' method.
   *
   * @param size number of examples, 0 or more
   * @return a fresh array of the indices 0 to size - 1
   */
  public static int[] permutation(long seed, int epoch, int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    KeyedRandom random = KeyedRandom.of(seed, epoch, 0, Purpose.ORDER);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
