package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossTrendTest {
  private static final double GUESSING = Math.log(1000);
  private static final WatchSettings.Loss LOSS = WatchSettings.DEFAULT.loss();

  /** A thousand classes of as many images each, 128 to a step. */
  private static final LossScale SCALE =
      LossScale.of(
          new ClassShares(
              IntStream.range(0, 1000).mapToObj(Integer::toString).toList(),
              Collections.nCopies(1000, 7L)),
          128,
          LOSS.steps());

  /** The first step, from 1, at which the losses are a divergence; 0 if none is. */
  private static int noticed(int steps, IntToDoubleFunction losses) {
    LossTrend trend = LossTrend.start(GUESSING).began(losses.applyAsDouble(1));
    for (int step = 2; step <= steps; step++) {
      trend = trend.after(losses.applyAsDouble(step), SCALE, LOSS);
      if (trend.divergence(SCALE, LOSS).isPresent()) {
        return step;
      }
    }
    return 0;
  }

  private static LossTrend after(int steps, IntToDoubleFunction losses) {
    LossTrend trend = LossTrend.start(GUESSING).began(losses.applyAsDouble(1));
    for (int step = 2; step <= steps; step++) {
      trend = trend.after(losses.applyAsDouble(step), SCALE, LOSS);
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
    assertThat(after(20_000, LossTrendTest::healthy).isCalm(SCALE, WatchSettings.DEFAULT)).isTrue();
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
    assertThat(noticed(2000, step -> step == 1 ? GUESSING : 1e6))
        .as("before anything was learnt")
        .isBetween(20, 30);
  }

  @Test
  void aLossAtFourTimesThatOfGuessingIsNoticedInAHundredAndSome() {
    assertThat(noticed(2000, step -> step == 1 ? GUESSING : 4 * GUESSING)).isBetween(100, 120);
    assertThat(noticed(2000, step -> step == 1 ? GUESSING : 2.9 * GUESSING)).isZero();
  }

  /** Such as weights of another task under a head that fits. */
  private static double fromAbove(int step) {
    return 2 + 60 * Math.exp(-step / 3000.0) + 3 * Math.sin(step * 12.9898);
  }

  @Test
  void aRunThatBeginsFarAboveGuessingAndFallsIsLeftAlone() {
    assertThat(noticed(20_000, LossTrendTest::fromAbove)).isZero();
  }

  @Test
  void aRiseFromFarAboveGuessingIsNoticed() {
    assertThat(noticed(3000, step -> step <= 1000 ? fromAbove(step) : 1e6)).isBetween(1010, 1040);
  }

  @Test
  void aRunThatBeginsBelowGuessingIsLeftAloneUntilItForgets() {
    IntToDoubleFunction tuned = step -> 0.2 + 0.2 * Math.sin(step * 12.9898);
    assertThat(noticed(20_000, tuned)).isZero();
    assertThat(noticed(3000, step -> step <= 1000 ? tuned.applyAsDouble(step) : GUESSING + 0.01))
        .isBetween(1300, 1500);
  }

  @Test
  void aNetworkThatForgetsAllIsNoticed() {
    assertThat(noticed(20_000, step -> step <= 10_000 ? healthy(step) : GUESSING + 0.01))
        .isBetween(10_100, 10_500);
  }

  @Test
  void oneThatNeverLearntIsFlatButHasNotDiverged() {
    assertThat(noticed(5000, step -> GUESSING + 0.05 * Math.sin(step))).isZero();
    assertThat(after(5000, step -> GUESSING + 0.05 * Math.sin(step)).isFlat(5000, SCALE, LOSS))
        .isTrue();
    assertThat(after(200, step -> GUESSING * (1 - 0.001 * step)).isFlat(200, SCALE, LOSS))
        .isFalse();
  }

  @Test
  void aRunThatWasOnceBetterThanGuessingIsNotFlat() {
    LossTrend trend = after(3000, step -> step < 200 ? 0.9 * GUESSING : GUESSING);
    assertThat(trend.mean()).isEqualTo(GUESSING, within(0.01));
    assertThat(trend.isFlat(3000, SCALE, LOSS)).isFalse();
  }

  @Test
  void aCheckpointOfARisingLossIsNotCalm() {
    LossTrend low = after(10_000, LossTrendTest::healthy);
    assertThat(low.after(1e9, SCALE, LOSS).isCalm(SCALE, WatchSettings.DEFAULT)).isFalse();
    assertThat(low.after(20.2, SCALE, LOSS).isCalm(SCALE, WatchSettings.DEFAULT)).isTrue();
  }

  @Test
  void oneClassAloneCannotBeGuessedWrong() {
    LossScale one = LossScale.of(new ClassShares(List.of("cat"), List.of(5L)), 8, LOSS.steps());
    LossTrend trend = LossTrend.start(0).began(0).after(5, one, LOSS);
    assertThat(trend.divergence(one, LOSS)).isEmpty();
    assertThat(trend.isFlat(2, one, LOSS)).isFalse();
  }
}
