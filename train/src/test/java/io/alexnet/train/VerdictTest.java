package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.PipelineTimes;
import io.alexnet.common.PipelineTimes.Busy;
import io.alexnet.common.Spread;
import io.alexnet.common.Stage;
import io.alexnet.train.Verdict.Bound;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
  /** A span of 1000 ns with two workers. */
  private static Verdict verdict(long starved, long heldBack, long read, long decode) {
    return span(starved, heldBack, read, decode, 2).verdict();
  }

  private static Throughput span(long starved, long heldBack, long read, long decode, int workers) {
    PipelineTimes pipeline =
        new PipelineTimes(
            Map.of(
                Stage.READ, new Busy(Spread.of(5, read / 5), read, 0),
                Stage.DECODE, new Busy(Spread.of(5, decode / 5), decode, 0)),
            heldBack);
    return new Throughput(1000, starved, 5, pipeline, workers);
  }

  @Test
  void aTrainerThatWaitsIsInputBoundByTheBusiestStage() {
    assertThat(verdict(410, 0, 100, 1860))
        .isEqualTo(
            new Verdict(
                Bound.INPUT, "input-bound: decoding, 2 of 2 workers busy, trainer waits 41 %"));
    assertThat(verdict(410, 0, 900, 100).words())
        .isEqualTo("input-bound: reading, 1 of 2 workers busy, trainer waits 41 %");
    assertThat(verdict(410, 0, 0, 80).words())
        .isEqualTo("input-bound: decoding, 0.1 of 2 workers busy, trainer waits 41 %");
    assertThat(span(990, 0, 0, 1000, 1).verdict().words())
        .isEqualTo("input-bound: decoding, 1 of 1 worker busy, trainer waits 99 %");
  }

  @Test
  void aPipelineThatWaitsIsTrainingBound() {
    assertThat(verdict(12, 830, 10, 90))
        .isEqualTo(
            new Verdict(Bound.TRAINING, "training-bound: trainer busy 99 %, input held back 83 %"));
  }

  @Test
  void aSpanWithoutAStepHasNoVerdict() {
    Throughput empty = new Throughput(1000, 900, 0, PipelineTimes.ZERO, 2);
    assertThat(empty.verdict().bound()).isEqualTo(Bound.UNKNOWN);
  }

  @Test
  void nobodyWaitingIsBalanced() {
    assertThat(verdict(10, 20, 300, 1600))
        .isEqualTo(new Verdict(Bound.BALANCED, "balanced: trainer busy 99 %, 2 of 2 workers busy"));
  }

  @Test
  void oneTwentiethOfTheTimeIsWhereWaitingBegins() {
    assertThat(verdict(50, 900, 1, 1).bound()).isEqualTo(Bound.INPUT);
    assertThat(verdict(49, 50, 1, 1).bound()).isEqualTo(Bound.TRAINING);
    assertThat(verdict(49, 49, 1, 1).bound()).isEqualTo(Bound.BALANCED);
  }

  @Test
  void whatIsCountedInTwoPlacesNeverExceedsTheWhole() {
    assertThat(verdict(0, 1001, 0, 0).words())
        .isEqualTo("training-bound: trainer busy 100 %, input held back 100 %");
    assertThat(verdict(1000, 0, 0, 2400).words())
        .isEqualTo("input-bound: decoding, 2 of 2 workers busy, trainer waits 100 %");
  }

  @Test
  void withoutAStepThereIsNoVerdict() {
    assertThat(Throughput.ZERO.verdict())
        .isEqualTo(new Verdict(Bound.UNKNOWN, "not measured: no step was taken"));
  }

  @Test
  void figuresHaveTheNamesThatTheDesignGivesThem() {
    Map<String, Object> keys = span(410, 250, 100, 1860, 2).keys();
    assertThat(keys)
        .containsOnlyKeys(
            "images_per_second", "starved_ratio", "held_back_ratio", "workers", "stages", "verdict")
        .containsEntry("starved_ratio", 0.41)
        .containsEntry("held_back_ratio", 0.25)
        .containsEntry("workers", 2);
    assertThat(keys.get("stages"))
        .isEqualTo(
            Map.of(
                "read", Map.of("images", 5L, "busy_seconds", 100e-9),
                "decode", Map.of("images", 5L, "busy_seconds", 1860e-9),
                "train", Map.of("images", 5L, "busy_seconds", 590e-9, "starved_seconds", 410e-9)));
  }
}
