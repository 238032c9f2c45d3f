package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassSharesTest {
  private static ClassShares of(Long... sizes) {
    return new ClassShares(List.of("ok", "crack", "dent").subList(0, sizes.length), List.of(sizes));
  }

  @Test
  void guessingLosesTheEntropyOfTheShares() {
    assertThat(of(7L, 7L, 7L).entropy()).isEqualTo(Math.log(3), within(1e-12));
    // 3/4 ln(4/3) + 1/4 ln 4
    assertThat(of(3L, 1L).entropy()).isEqualTo(0.5623351, within(1e-6));
    assertThat(of(5L).entropy()).isZero();
    assertThat(of(3L, 1L).uniform()).isEqualTo(Math.log(2));
  }

  @Test
  void aClassWithoutTrainingImagesIsNeverTheAnswer() {
    assertThat(of(3L, 1L, 0L).entropy()).isEqualTo(of(3L, 1L).entropy());
    assertThat(of(3L, 1L, 0L).imbalanced()).isTrue();
  }

  @Test
  void onlyImbalancedSharesMakeTheLossOfGuessingStray() {
    assertThat(of(7L, 7L, 7L).spread()).isEqualTo(0, within(1e-12));
    // sqrt(p (1 - p)) ln((1 - p) / p) with p = 1/4
    assertThat(of(3L, 1L).spread()).isEqualTo(Math.sqrt(3.0 / 16) * Math.log(3), within(1e-12));
    assertThat(of(3L, 1L).magnitude())
        .isEqualTo(Math.hypot(of(3L, 1L).spread(), of(3L, 1L).entropy()), within(1e-12));
  }

  @Test
  void theLargestAndTheSmallestClassAreNamed() {
    assertThat(of(12L, 3L).imbalanced()).isFalse();
    assertThat(of(13L, 8L, 3L).imbalanced()).isTrue();
    assertThat(of(13L, 8L, 3L).words())
        .isEqualTo("'ok' has 13 of the 24 training images, 'dent' 3 (13 %)");
  }
}
