package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineTimes;
import io.alexnet.common.PipelineTimes.Busy;
import io.alexnet.common.Spread;
import io.alexnet.common.Stage;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerCountTest {
  private static final int MOST = 8;
  private static final long STEP = 1_000_000;

  private final OrderedWorkers workers = new OrderedWorkers(MOST, "count");
  private Throughput total = Throughput.ZERO;

  @AfterEach
  void close() {
    workers.close();
  }

  /** A span in which the trainer starved and that many workers were busy. */
  private static Throughput span(double starved, double busy) {
    PipelineTimes pipeline =
        new PipelineTimes(
            Map.of(Stage.DECODE, new Busy(Spread.of(1, STEP), Math.round(busy * STEP), 0)), 0);
    return new Throughput(STEP, Math.round(starved * STEP), 1, pipeline, MOST);
  }

  private void window(WorkerCount count, double starved, double busy) {
    for (int step = 0; step < WorkerCount.WINDOW_STEPS; step++) {
      count.beforeStep(total);
      total = total.plus(span(starved, busy));
      count.afterStep(total);
    }
  }

  @Test
  void aStarvingTrainerGetsTwiceAsManyUpToTheMost() {
    assertThat(WorkerCount.next(span(0.05, 1), 1, 1, MOST)).isEqualTo(2);
    assertThat(WorkerCount.next(span(0.5, 3), 3, 1, MOST)).isEqualTo(6);
    assertThat(WorkerCount.next(span(0.5, 6), 6, 1, MOST)).isEqualTo(MOST);
  }

  @Test
  void idleWorkersGoUntilTheRestAreBusyForThreeQuartersOfTheTime() {
    assertThat(WorkerCount.next(span(0, 0.1), MOST, 1, MOST)).isEqualTo(1);
    assertThat(WorkerCount.next(span(0, 0.75), MOST, 1, MOST)).isEqualTo(1);
    assertThat(WorkerCount.next(span(0, 0.76), MOST, 1, MOST)).isEqualTo(2);
    assertThat(WorkerCount.next(span(0, 0.1), MOST, 3, MOST)).isEqualTo(3);
    assertThat(WorkerCount.next(span(0, 7.9), MOST, 1, MOST)).isEqualTo(MOST);
  }

  @Test
  void betweenStarvingAndNotWaitingNothingChanges() {
    assertThat(WorkerCount.next(span(0.049, 0.1), 4, 1, MOST)).isEqualTo(4);
    assertThat(WorkerCount.next(span(0.01, 0.1), 4, 1, MOST)).isEqualTo(4);
    assertThat(WorkerCount.next(span(0.009, 0.1), 4, 1, MOST)).isEqualTo(1);
  }

  @Test
  void aNumberThatWasOnceTooSmallIsNotTriedAgain() {
    WorkerCount count = new WorkerCount(workers, true);
    window(count, 0, 0.5);
    assertThat(workers.threads()).isEqualTo(1);
    window(count, 0.2, 1);
    assertThat(workers.threads()).isEqualTo(2);
    window(count, 0, 0.5);
    window(count, 0, 0.5);
    assertThat(workers.threads()).isEqualTo(2);
  }

  @Test
  void theWaitForTheFirstBatchOfAnEpochIsLeftOutAndAllWorkOnIt() {
    WorkerCount count = new WorkerCount(workers, true);
    window(count, 0, 1);
    assertThat(workers.threads()).isEqualTo(2);
    count.pause();
    assertThat(workers.threads()).isEqualTo(MOST);
    total = total.plus(span(1, MOST));
    window(count, 0, 1);
    assertThat(workers.threads()).isEqualTo(2);
    assertThat(count.recent().starvedRatio()).isZero();
  }

  @Test
  void aNumberThatWasSetStays() {
    WorkerCount count = new WorkerCount(workers, false);
    window(count, 0, 0.1);
    assertThat(workers.threads()).isEqualTo(MOST);
    assertThat(count.recent().verdict().words()).startsWith("balanced: trainer busy 100 %");
  }
}
