package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class LossTrendTest {
  private static final double GUESSING = Math.log(1000);
  private static final WatchSettings.Loss LOSS = WatchSettings.DEFAULT.loss();
  private static final WatchSettings.Divergence DIVERGENCE = WatchSettings.DEFAULT.divergence();

  @Test
  void guessingCostsTheEntropyOfTheClassesShares() {
    assertThat(LossTrend.entropy(Collections.nCopies(1000, 7L))).isEqualTo(GUESSING, within(1e-9));
    // 3/4 ln(4/3) + 1/4 ln 4
    assertThat(LossTrend.entropy(List.of(3L, 1L))).isEqualTo(0.5623351, within(1e-6));
    assertThat(LossTrend.entropy(List.of(5L))).isZero();
  }

  /** The first step, from 1, at which the losses are a divergence; 0 if none is. */
  private static int noticed(int steps, IntToDoubleFunction losses) {
    LossTrend trend = LossTrend.start(GUESSING);
    for (int step = 1; step <= steps; step++) {
      trend = trend.after(losses.applyAsDouble(step), GUESSING, LOSS);
      if (trend.divergence(GUESSING, LOSS).isPresent()) {
        return step;
      }
    }
    return 0;
  }

  private static LossTrend after(int steps, IntToDoubleFunction losses) {
    LossTrend trend = LossTrend.start(GUESSING);
    for (int step = 1; step <= steps; step++) {
      trend = trend.after(losses.applyAsDouble(step), GUESSING, LOSS);
    }
    return trend;
  }

  /** A curve as the paper's, with noise of a tenth. */
  private static double healthy(int step) {
    return 2 + (GUESSING - 2) * Math.exp(-step / 2000.0) + 0.2 * Math.sin(step * 12.9898);
  }

  @Test
  void aHealthyRunIsLeftAlone() {
    assertThat(noticed(20_000, LossTrendTest::healthy)).isZero();
    assertThat(after(20_000, LossTrendTest::healthy).isCalm(GUESSING, DIVERGENCE)).isTrue();
  }

  @Test
  void theGoldenLossesOfTheFirstStepsAreLeftAlone() {
    double[] golden = {7.6, 20.2, 8.7};
    assertThat(noticed(2000, step -> step <= 3 ? golden[step - 1] : healthy(step))).isZero();
  }

  @Test
  void singleOutliersOfAnySizeAreLeftAlone() {
    assertThat(noticed(20_000, step -> step % 500 == 0 ? 1e30 : healthy(step))).isZero();
  }

  @Test
  void twoOutliersInARowAreLeftAlone() {
    assertThat(noticed(20_000, step -> step % 500 < 2 ? 1e30 : healthy(step))).isZero();
  }

  @Test
  void aLossThatExplodesIsNoticedInAFewSteps() {
    assertThat(noticed(2000, step -> step <= 1000 ? healthy(step) : 1e6)).isBetween(1003, 1010);
    assertThat(noticed(2000, step -> 1e6)).as("before anything was learnt").isBetween(20, 30);
  }

  @Test
  void aLossAtFourTimesThatOfGuessingIsNoticedInAHundredAndSome() {
    assertThat(noticed(2000, step -> 4 * GUESSING)).isBetween(100, 120);
    assertThat(noticed(2000, step -> 2.9 * GUESSING)).isZero();
  }

  @Test
  void aNetworkThatForgetsAllIsNoticed() {
    assertThat(noticed(20_000, step -> step <= 10_000 ? healthy(step) : GUESSING + 0.01))
        .isBetween(10_100, 10_500);
  }

  @Test
  void oneThatNeverLearntIsFlatButHasNotDiverged() {
    assertThat(noticed(5000, step -> GUESSING + 0.05 * Math.sin(step))).isZero();
    assertThat(after(5000, step -> GUESSING + 0.05 * Math.sin(step)).isFlat(GUESSING, LOSS))
        .isTrue();
    assertThat(after(200, step -> GUESSING * (1 - 0.001 * step)).isFlat(GUESSING, LOSS)).isFalse();
  }

  @Test
  void aRunThatWasOnceBetterThanGuessingIsNotFlat() {
    LossTrend trend = after(3000, step -> step < 200 ? 0.9 * GUESSING : GUESSING);
    assertThat(trend.mean()).isEqualTo(GUESSING, within(0.01));
    assertThat(trend.isFlat(GUESSING, LOSS)).isFalse();
  }

  @Test
  void aCheckpointOfARisingLossIsNotCalm() {
    LossTrend low = after(10_000, LossTrendTest::healthy);
    assertThat(low.after(1e9, GUESSING, LOSS).isCalm(GUESSING, DIVERGENCE)).isFalse();
    assertThat(low.after(20.2, GUESSING, LOSS).isCalm(GUESSING, DIVERGENCE)).isTrue();
  }

  @Test
  void oneClassAloneCannotBeGuessedWrong() {
    LossTrend trend = LossTrend.start(0).after(5, 0, LOSS);
    assertThat(trend.divergence(0, LOSS)).isEmpty();
    assertThat(trend.isFlat(0, LOSS)).isFalse();
  }
}
