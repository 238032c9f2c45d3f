package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  private static final double GIBI = 1 << 30;

  @Test
  void planIsNearTheMeasuredPeakOrAbove() {
    MemoryPlan paper = MemoryPlan.of(Preset.PAPER.network(1000), 128, 3);
    MemoryPlan mini = MemoryPlan.of(Preset.MINI.network(10), 32, 3);
    assertThat(paper.totalBytes() / GIBI).isBetween(4.2, 4.5);
    assertThat(mini.totalBytes() / GIBI).isBetween(1.5, 1.8);
    assertThat(paper.parameterBytes()).isEqualTo(3L * 4 * 60_965_224);
  }

  @Test
  void theHeapMustHoldTheBatchesAndMayBeTheBoundOfTheSnapshot() {
    MemoryPlan ofBatches = MemoryPlan.of(Preset.MINI.network(10), 1024, 3);
    MemoryPlan ofWeights = MemoryPlan.of(Preset.PAPER.network(1000), 8, 3);
    assertThat(ofBatches.heapBytes()).isBetween(ofBatches.batchBytes(), 1L << 30);
    assertThat(ofWeights.heapBytes()).isBetween(ofWeights.snapshotBytes(), 600L << 20);
  }

  @Test
  void largerBatchesTakeMore() {
    MemoryPlan small = MemoryPlan.of(Preset.PAPER.network(10), 16, 3);
    MemoryPlan large = MemoryPlan.of(Preset.PAPER.network(10), 128, 3);
    assertThat(large.activationBytes()).isEqualTo(8 * small.activationBytes());
    assertThat(large.batchBytes()).isEqualTo(8 * small.batchBytes());
  }
}
