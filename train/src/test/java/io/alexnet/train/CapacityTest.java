package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.network.MemoryPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityTest {
  private static final long EXBI = 1L << 60;

  @Test
  void tooLittleDiskIsRefusedWithBothFigures(@TempDir Path directory) {
    assertThatCode(() -> Capacity.requireDisk(directory, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Capacity.requireDisk(directory, EXBI))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("need 1099511627776 MiB in " + directory)
        .hasMessageContaining("MiB are free");
  }

  @Test
  void tooLittleMemoryOrHeapIsRefusedWithBothFigures() {
    MemoryPlan small = new MemoryPlan(1 << 20, 1 << 20, 1 << 20, 1 << 20);
    assertThatCode(() -> Capacity.requireMemory(small)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Capacity.requireMemory(new MemoryPlan(EXBI, 0, 0, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--batch-size");
    MemoryPlan asLargeAsTheHeap = new MemoryPlan(0, 0, 0, Runtime.getRuntime().maxMemory());
    assertThatThrownBy(() -> Capacity.requireMemory(asLargeAsTheHeap))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("-Xmx");
  }
}
