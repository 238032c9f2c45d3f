package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochOrderTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 1000})
  void everyEpochIsAPermutation(int size) {
    for (int seed = 0; seed < 5; seed++) {
      for (int epoch = 0; epoch < 5; epoch++) {
        int[] order = EpochOrder.permutation(seed, epoch, size);
        Arrays.sort(order);
        assertThat(order).isEqualTo(IntStream.range(0, size).toArray());
      }
    }
  }

  @Test
  void sameKeySameOrderAnotherKeyAnother() {
    int[] order = EpochOrder.permutation(7, 3, 1000);
    assertThat(EpochOrder.permutation(7, 3, 1000)).isEqualTo(order);
    assertThat(EpochOrder.permutation(7, 4, 1000)).isNotEqualTo(order);
    assertThat(EpochOrder.permutation(8, 3, 1000)).isNotEqualTo(order);
    assertThat(EpochOrder.permutation(8, 2, 1000)).isNotEqualTo(order);
  }

  /** Part of every run's identity: a change of it is a change of format. */
  @Test
  void ordersArePinned() {
    assertThat(EpochOrder.permutation(2012, 0, 10)).containsExactly(4, 0, 2, 8, 7, 5, 9, 3, 6, 1);
    assertThat(EpochOrder.permutation(2012, 1, 10)).containsExactly(0, 9, 8, 2, 6, 7, 3, 5, 4, 1);
  }

  @Test
  void everyPlaceIsEquallyLikely() {
    int[] counts = new int[8];
    for (int epoch = 0; epoch < 8000; epoch++) {
      counts[EpochOrder.permutation(1, epoch, 8)[0]]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(880, 1120);
    }
  }
}
