package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.train.RunControl.State;
import io.alexnet.train.StuckWatch.Sample;
import io.alexnet.train.StuckWatch.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Time goes by sample and no clock runs. */
class StuckWatchTest {
  private final StuckWatch watch = new StuckWatch(WatchSettings.DEFAULT.stuck());
  private double now;

  private Optional<Verdict> look(double seconds, State state, long step, long images) {
    now += seconds;
    return watch.look(new Sample((long) (now * 1e9), state, step, images));
  }

  /** Steps of so many seconds each. */
  private void steps(int count, double seconds) {
    for (int step = 1; step <= count; step++) {
      assertThat(look(seconds, State.RUNNING, step, 16L * step)).isEmpty();
    }
  }

  @Test
  void twentyTimesTheMedianStepIsStuckAndTheNextStepIsNot() {
    steps(11, 5);
    assertThat(look(99, State.RUNNING, 11, 176)).isEmpty();
    Verdict stuck = look(2, State.RUNNING, 11, 176).orElseThrow();
    assertThat(stuck.still()).isEqualTo(Duration.ofSeconds(101));
    assertThat(stuck.step()).isEqualTo(Duration.ofSeconds(5));
    assertThat(watch.isStuck()).isTrue();
    assertThat(look(1000, State.RUNNING, 11, 176)).as("said once").isEmpty();

    assertThat(look(1, State.RUNNING, 12, 176)).as("it moves again").isPresent();
    assertThat(watch.isStuck()).isFalse();
    assertThat(look(99, State.RUNNING, 12, 176)).as("the pause counts for no step").isEmpty();
    assertThat(look(2, State.RUNNING, 12, 176)).as("and again").isPresent();
  }

  @Test
  void quickStepsHaveHalfAMinute() {
    steps(11, 0.1);
    assertThat(look(29, State.RUNNING, 11, 176)).isEmpty();
    assertThat(look(2, State.RUNNING, 11, 176)).isPresent();
  }

  @Test
  void anImageThatComesIsProgress() {
    steps(11, 0.1);
    for (int image = 1; image < 10; image++) {
      assertThat(look(29, State.RUNNING, 11, 176 + image)).isEmpty();
    }
  }

  @Test
  void theFirstStepSavingAndValidationHaveLonger() {
    assertThat(look(0, State.RUNNING, 0, 0)).isEmpty();
    assertThat(look(599, State.RUNNING, 0, 0)).isEmpty();
    assertThat(look(2, State.RUNNING, 0, 0)).isPresent();
    assertThat(look(1, State.RUNNING, 0, 1)).as("it moves again").isPresent();
    steps(11, 0.1);
    look(1, State.VALIDATING, 11, 176);
    assertThat(look(119, State.VALIDATING, 11, 176)).isEmpty();
    assertThat(look(2, State.VALIDATING, 11, 176)).isPresent();
    look(1, State.SAVING, 11, 176);
    assertThat(look(599, State.SAVING, 11, 176)).isEmpty();
    assertThat(look(2, State.SAVING, 11, 176)).isPresent();
  }

  @Test
  void aPauseIsNeverStuckAndItsLengthIsNoStep() {
    steps(11, 1);
    look(1, State.PAUSED, 11, 176);
    assertThat(look(1e6, State.PAUSED, 11, 176)).isEmpty();
    look(1, State.RUNNING, 11, 176);
    look(1, State.RUNNING, 12, 176);
    assertThat(look(31, State.RUNNING, 12, 176).orElseThrow().step())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void severalStepsBetweenTwoLooksAreAsLongAsTheirMean() {
    look(0, State.RUNNING, 0, 0);
    look(1, State.RUNNING, 100, 0);
    assertThat(look(31, State.RUNNING, 100, 0).orElseThrow().step())
        .isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void imagesThatComeWithinAStepMakeItNoShorter() {
    look(0, State.RUNNING, 0, 0);
    look(9, State.RUNNING, 0, 16);
    look(1, State.RUNNING, 1, 16);
    assertThat(look(201, State.RUNNING, 1, 16).orElseThrow().step())
        .isEqualTo(Duration.ofSeconds(10));
  }
}
