package io.alexnet.network;

import java.nio.FloatBuffer;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Row-major float arrays seen as Java buffers, and work on them shared out over the cores. */
final class HostFloats {
  /** Values handled at a time: some arrays this long stay in the second-level cache. */
  static final int RANGE = 4096;

  private HostFloats() {}

  /**
   * The values of an array, without a copy. The caller must keep the array reachable while it uses
   * the buffer, and may use the buffer's absolute methods from any thread.
   *
   * @param array float32, row-major and without gaps, in host memory
   */
  static FloatBuffer of(INDArray array) {
    return new PagedPointer(address(array)).asFloatPointer().capacity(array.length()).asBuffer();
  }

  /** Where the values of such an array begin. */
  static long address(INDArray array) {
    if (!isDense(array)) {
      throw new IllegalArgumentException(
          "not a row-major array without gaps: " + array.shapeInfoToString());
    }
    return array.data().address() + Float.BYTES * array.offset();
  }

  private static boolean isDense(INDArray array) {
    long stride = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != stride) {
        return false;
      }
      stride *= array.size(axis);
    }
    return true;
  }

  /**
   * One for a positive value, however small, and zero for zero: without a branch, so that the
   * compiler vectorises the loop around it.
   *
   * @param value not negative
   */
  static float isPositive(float value) {
    return Math.min(1, value * Float.MAX_VALUE * Float.MAX_VALUE);
  }

  /** Runs {@code task} for 0 to count - 1, on all cores, and waits. */
  static void parallel(int count, IntConsumer task) {
    IntStream.range(0, count).parallel().forEach(task);
  }

  /** Called with a range of positions; may keep arrays from call to call. */
  @FunctionalInterface
  interface RangeTask {
    void run(int from, int length);
  }

  /**
   * Cuts 0 to length - 1 into ranges and works on them on all cores.
   *
   * @param range length of each but the last
   * @param tasks gives one that runs range after range on one thread; several are made. Arrays kept
   *     in it stay in the cache, where fresh ones for each range would go through all of the heap
   */
  static void ranges(int length, int range, Supplier<RangeTask> tasks) {
    int ranges = (length + range - 1) / range;
    int shares = Math.min(ranges, 4 * ForkJoinPool.getCommonPoolParallelism() + 4);
    parallel(
        shares,
        share -> {
          RangeTask task = tasks.get();
          int last = (int) ((long) ranges * (share + 1) / shares);
          for (int r = (int) ((long) ranges * share / shares); r < last; r++) {
            task.run(r * range, Math.min(range, length - r * range));
          }
        });
  }
}
