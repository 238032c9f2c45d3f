package io.alexnet.bench;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.InputGeometry;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Copies as many floats as there are in batches of 128, from arrays that no cache holds to the
 * buffers of a ring: no way of filling batches can be faster.
 *
 * <p>Arguments: {@code <threads> <images>}, images a multiple of 128.
 */
final class CopySide {
  private static final int BUFFERS = TrainingBatches.BUFFERS;
  private static final int LENGTH = InputGeometry.PAPER.inputLength();

  private final float[][] from = arrays();
  private final float[][] to = arrays();
  private final int threads;
  private final int images;

  private CopySide(int threads, int images) {
    this.threads = threads;
    this.images = images;
  }

  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    CopySide side = new CopySide(threads, Integer.parseInt(args[1]));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Child.serve(
        side.images,
        "copy of float[%d] for each image on %d threads".formatted(LENGTH, threads),
        () -> Child.timed(() -> side.copy(pool)));
  }

  private static float[][] arrays() {
    float[][] arrays = new float[BUFFERS][BatchesSide.BATCH * LENGTH];
    // Pages never written are all one page of zeros.
    Arrays.stream(arrays).forEach(array -> Arrays.fill(array, 1));
    return arrays;
  }

  private float copy(ExecutorService pool) throws Exception {
    List<Callable<Void>> shares =
        IntStream.range(0, threads).<Callable<Void>>mapToObj(this::share).toList();
    for (Future<Void> share : pool.invokeAll(shares)) {
      share.get();
    }
    return to[0][0];
  }

  private Callable<Void> share(int thread) {
    return () -> {
      for (int image = thread; image < images; image += threads) {
        int buffer = image / BatchesSide.BATCH % BUFFERS;
        int start = image % BatchesSide.BATCH * LENGTH;
        System.arraycopy(from[buffer], start, to[buffer], start, LENGTH);
      }
      return null;
    };
  }
}
