package io.alexnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IntervalTest {
  /** Against binomial proportion tables: half of 100, none of 10, all of 10, 15 of 100. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 100, 0.4038315, 0.5961685",
    "0, 10, 0, 0.2775328",
    "1, 10, 0.7224672, 1",
    "0.15, 100, 0.0930599, 0.2328356"
  })
  void wilsonsIntervalIsThatOfTheTables(double share, int images, double low, double high) {
    Interval interval = Interval.wilson(share, images);
    assertThat(interval.low()).isCloseTo(low, within(1e-6));
    assertThat(interval.high()).isCloseTo(high, within(1e-6));
  }

  @Test
  void moreImagesMakeItNarrower() {
    Interval few = Interval.wilson(0.2, 300);
    Interval many = Interval.wilson(0.2, 50_000);
    assertThat(many.high() - many.low()).isLessThan((few.high() - few.low()) / 10);
  }

  @Test
  void whatIsNoShareIsRefused() {
    assertThatThrownBy(() -> Interval.wilson(1.1, 10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Interval.wilson(0.5, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
