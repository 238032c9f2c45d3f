package io.alexnet.common;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final int LONGEST_WAIT_SECONDS = 10;

  private final int threads;
  private final ExecutorService pool;
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
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.scheduler = Schedulers.fromExecutorService(pool, name);
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
   * on or waiting for their turn. On an exception from {@code work}: ends with the first one at
   * once, whatever results before it are still on their way; an {@link Error} comes as the cause of
   * an {@link IllegalStateException}. On cancel: work begun is interrupted, and its result or
   * exception dropped.
   *
   * @param work may block; called on several threads at once; must not return null
   */
  public <T, R> Flux<R> inOrder(Flux<T> elements, Function<? super T, ? extends R> work) {
    return Flux.defer(
        () -> {
          AtomicBoolean ended = new AtomicBoolean();
          return elements
              .<R>flatMapSequential(element -> result(element, work, ended), threads + 1, 1)
              .doOnCancel(() -> ended.set(true));
        });
  }

  /**
   * Only the first failure of a stream is passed on, because Reactor would wrap several in one that
   * says nothing; and none that comes after a cancel, because nobody is there to hear it: neither
   * of being interrupted nor of finding the threads gone.
   */
  private <T, R> Mono<R> result(
      T element, Function<? super T, ? extends R> work, AtomicBoolean ended) {
    return Mono.<R>fromCallable(() -> apply(work, element))
        .subscribeOn(scheduler)
        .onErrorResume(
            failure -> ended.compareAndSet(false, true) ? Mono.error(failure) : Mono.empty());
  }

  // Reactor lets an Error such as OutOfMemoryError fall through to the thread, and the stream would
  // wait for ever.
  private static <T, R> R apply(Function<? super T, ? extends R> work, T element) {
    try {
      return work.apply(element);
    } catch (Error e) {
      throw new IllegalStateException("a worker failed: " + e, e);
    }
  }

  /**
   * Interrupts work under way and waits until it has ended, for ten seconds at most. Streams still
   * running end with an error. Not to be called on one of the threads.
   */
  @Override
  public void close() {
    scheduler.dispose();
    try {
      pool.awaitTermination(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
