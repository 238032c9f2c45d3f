package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.common.KeyedRandom.Purpose;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedRandomTest {
  /**
   * Runs, their resumes and stored hashes hang on these numbers: a change of them is a change of
   * format.
   */
  @Test
  void streamsArePinned() {
    KeyedRandom random = KeyedRandom.of(2012, 3, 41, Purpose.AUGMENT);
    assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong()})
        .containsExactly(-683490139014388225L, -1295076751657503405L, -4644130540894672109L);
    assertThat(random.nextInt(33)).isEqualTo(20);
    assertThat(random.nextDouble()).isEqualTo(0.9964555112083733);
    assertThat(random.nextGaussian()).isEqualTo(0.7139886364171522);
    assertThat(random.nextBoolean()).isEqualTo(true);
  }

  /**
   * SplitMix64's published output for the seed 1234567, which the finalizer and the increment make
   * together.
   */
  @Test
  void finalizerIsThatOfSplitMix64() {
    long gamma = 0x9E3779B97F4A7C15L;
    assertThat(KeyedRandom.mix(1234567 + gamma)).isEqualTo(6457827717110365317L);
    assertThat(KeyedRandom.mix(1234567 + 2 * gamma)).isEqualTo(3203168211198807973L);
    assertThat(KeyedRandom.mix(1234567 + 3 * gamma)).isEqualTo(-8629252141511181193L);
  }

  @Test
  void neighbouringKeysShareNoStream() {
    Set<Long> first = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      for (int epoch = 0; epoch < 20; epoch++) {
        for (int example = 0; example < 20; example++) {
          for (Purpose purpose : Purpose.values()) {
            first.add(KeyedRandom.of(seed, epoch, example, purpose).nextLong());
          }
        }
      }
    }
    assertThat(first).hasSize(20 * 20 * 20 * Purpose.values().length);
  }

  @Test
  void boundedNumbersAreUniform() {
    int[] counts = new int[33];
    int draws = 330_000;
    KeyedRandom random = KeyedRandom.of(1, 0, 0, Purpose.ORDER);
    for (int i = 0; i < draws; i++) {
      counts[random.nextInt(33)]++;
    }
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - 10_000.0) * (count - 10_000.0) / 10_000;
    }
    // 32 degrees of freedom: one stream in a thousand exceeds 62.5.
    assertThat(chiSquare).isLessThan(62.5);
    assertThatThrownBy(() -> random.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void gaussianNumbersHaveTheirMoments() {
    int draws = 200_000;
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < draws; i++) {
      double z = KeyedRandom.of(9, 0, i, Purpose.INITIAL_WEIGHTS).nextGaussian();
      sum += z;
      squares += z * z;
      fourths += z * z * z * z;
    }
    assertThat(sum / draws).isCloseTo(0, within(0.01));
    assertThat(squares / draws).isCloseTo(1, within(0.015));
    assertThat(fourths / draws).isCloseTo(3, within(0.12));
  }
}
