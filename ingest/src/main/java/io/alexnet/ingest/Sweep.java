package io.alexnet.ingest;

import io.alexnet.common.OrderedWorkers;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * Work on numbered things, done side by side on the workers, its results handed over in order on
 * the caller's thread. The one place in this module where a stream is waited for.
 */
final class Sweep {
  /** Takes one result. */
  @FunctionalInterface
  interface Sink<R> {
    /** Whether to go on. */
    boolean accept(int index, R result) throws IOException;
  }

  private Sweep() {}

  /**
   * Blocks until all is done or the sink wants no more. An exception from either side ends it.
   *
   * @param from the first number
   * @param to one more than the last
   * @param work called on several threads at once
   */
  static <R> void run(
      OrderedWorkers workers, int from, int to, IntFunction<R> work, Sink<? super R> sink)
      throws IOException {
    try (Stream<R> stream = workers.inOrder(Flux.range(from, to - from), work::apply).toStream(1)) {
      Iterator<R> results = stream.iterator();
      boolean goOn = true;
      for (int index = from; goOn && results.hasNext(); index++) {
        goOn = sink.accept(index, results.next());
      }
    }
  }
}
