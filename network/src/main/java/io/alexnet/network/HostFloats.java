package io.alexnet.network;

import java.nio.FloatBuffer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Row-major float arrays seen as Java buffers, and work on them shared out over the cores. */
final class HostFloats {
  /** Values handled at a time: an array this long stays in the first-level cache. */
  static final int CHUNK = 4096;

  private HostFloats() {}

  /**
   * The values of an array, without a copy. The caller must keep the array reachable while it uses
   * the buffer, and may use the buffer's absolute methods from any thread.
   *
   * @param array float32, row-major and without gaps, in host memory
   */
  static FloatBuffer of(INDArray array) {
    if (!isDense(array)) {
      throw new IllegalArgumentException(
          "not a row-major array without gaps: " + array.shapeInfoToString());
    }
    long address = array.data().address() + Float.BYTES * array.offset();
    return new PagedPointer(address).asFloatPointer().capacity(array.length()).asBuffer();
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

  /** Runs {@code task} for 0 to count - 1, on all cores, and waits. */
  static void parallel(int count, IntConsumer task) {
    IntStream.range(0, count).parallel().forEach(task);
  }

  /** Called with a range of positions. */
  @FunctionalInterface
  interface RangeTask {
    void run(int from, int length);
  }

  /** Cuts 0 to length - 1 into chunks and runs them on all cores. */
  static void chunks(int length, RangeTask task) {
    int chunks = (length + CHUNK - 1) / CHUNK;
    // A few chunks to a task, so that handing out tasks costs little.
    int perTask = 16;
    parallel(
        (chunks + perTask - 1) / perTask,
        group -> {
          for (int c = group * perTask; c < Math.min(chunks, (group + 1) * perTask); c++) {
            task.run(c * CHUNK, Math.min(CHUNK, length - c * CHUNK));
          }
        });
  }
}
