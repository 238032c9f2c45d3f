package io.alexnet.common;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A fixed set of threads that work on the elements of a stream side by side and give the results in
 * the stream's order.
 *
 * <p>The one place in the project where work goes parallel. The elements and results must be plain
 * heap objects: when a stream is cancelled, those in flight are dropped, not handed back.
 */
public final class OrderedWorkers implements AutoCloseable {
  private final int threads;
  private final Scheduler scheduler;

  /**
   * @param threads how many elements are worked on at once, at least 1
   * @param name prefix of the threads' names
   */
  public OrderedWorkers(int threads, String name) {
    if (threads < 1) {
      throw new IllegalArgumentException("needs at least one worker thread, not " + threads);
    }
    this.threads = threads;
    AtomicInteger count = new AtomicInteger();
    // One queue for all threads: a scheduler that assigns tasks to threads beforehand lets one idle
    // behind a slow image.
    this.scheduler =
        Schedulers.fromExecutorService(
            Executors.newFixedThreadPool(
                threads,
                task -> {
                  Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                  thread.setDaemon(true);
                  return thread;
                }),
            name);
  }

  public int threads() {
    return threads;
  }

  /**
   * Applies {@code work} to every element, on this object's threads, results in the order of the
   * elements.
   *
   * <p>Cold. On subscribe: asks the source for {@code threads + 1} elements and for one more
   * whenever a result is taken, so no more than {@code threads + 1} elements are ever being worked
   * on or waiting for their turn. On an exception from {@code work}: ends with that error at once,
   * whatever results before it are still on their way. On cancel: work begun is interrupted and its
   * result dropped.
   *
   * @param work may block; called on several threads at once; must not return null
   */
  public <T, R> Flux<R> inOrder(Flux<T> elements, Function<? super T, ? extends R> work) {
    return elements.flatMapSequential(
        element -> onWorker(() -> result(work, element)), threads + 1, 1);
  }

  // Reactor lets an Error such as OutOfMemoryError fall through to the thread, and the stream would
  // wait for ever.
  private static <T, R> R result(Function<? super T, ? extends R> work, T element) {
    try {
      return work.apply(element);
    } catch (Error e) {
      throw new IllegalStateException("a worker failed: " + e, e);
    }
  }

  private <R> Mono<R> onWorker(Callable<R> call) {
    return Mono.fromCallable(call).subscribeOn(scheduler);
  }

  /** Ends the threads. Streams still running end with an error. */
  @Override
  public void close() {
    scheduler.dispose();
  }
}
