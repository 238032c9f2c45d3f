package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SpreadTest {
  @Test
  void aTimeIsInTheClassThatItDoesNotExceed() {
    for (int i = 0; i < Spread.LIMITS.size(); i++) {
      assertThat(Spread.classOf(Spread.LIMITS.get(i))).isEqualTo(i);
      assertThat(Spread.classOf(Spread.LIMITS.get(i) + 1)).isEqualTo(i + 1);
    }
    assertThat(Spread.classOf(0)).isZero();
    assertThat(Spread.classOf(Long.MAX_VALUE)).isEqualTo(Spread.CLASSES - 1);
  }

  @Test
  void whatIsAddedAndTakenAwayLeavesTheRest() {
    Spread some = Spread.of(3, TimeUnit.MICROSECONDS.toNanos(7));
    Spread all = some.plus(Spread.of(2, TimeUnit.SECONDS.toNanos(5)));
    assertThat(all.total()).isEqualTo(5);
    assertThat(all.counts()).startsWith(3, 0).endsWith(0, 2);
    assertThat(all.minus(some).counts()).isEqualTo(Spread.of(2, Long.MAX_VALUE).counts());
    assertThat(all.minus(all).counts()).containsOnly(0);
  }

  @Test
  void whatWasCountedIsChangedByNobody() {
    Spread one = Spread.of(1, 1);
    one.counts()[0] = 9;
    assertThat(one.total()).isEqualTo(1);
  }
}
