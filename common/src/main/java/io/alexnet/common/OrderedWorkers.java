package io.alexnet.common;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads that work on the elements of a stream side by side and give the results in the stream's
 * order, whatever their number and whenever it changes.
 *
 * <p>The one place in the project where the elements of a stream go parallel. The elements and
 * results must be plain heap objects: when a stream is cancelled, those in flight are dropped, not
 * handed back.
 */
public final class OrderedWorkers implements AutoCloseable {
  private static final int LONGEST_WAIT_SECONDS = 4;

  private final int most;
  private final PipelineMeter meter = new PipelineMeter();
  private final ThreadPoolExecutor pool;
  private final Set<Thread> begun = ConcurrentHashMap.newKeySet();
  private final Scheduler scheduler;

  /**
   * @param most how many elements are worked on at once, at least 1, until {@link #resize} says
   *     otherwise
   * @param name prefix of the threads' names
   */
  public OrderedWorkers(int most, String name) {
    if (most < 1) {
      throw new IllegalArgumentException("needs at least one worker thread, not " + most);
    }
    this.most = most;
    AtomicInteger count = new AtomicInteger();
    // One queue for all threads: a scheduler that assigns tasks to threads beforehand lets one idle
    // behind a slow image.
    this.pool =
        new ThreadPoolExecutor(
            most,
            most,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              begun.removeIf(before -> before.getState() == Thread.State.TERMINATED);
              begun.add(thread);
              return thread;
            });
    this.scheduler = Schedulers.fromExecutorService(pool, name);
  }

  /** The most there can be. */
  public int most() {
    return most;
  }

  /** How many elements are worked on at once now. */
  public int threads() {
    return pool.getMaximumPoolSize();
  }

  /**
   * Sets how many elements are worked on at once from now on; work begun is finished. May be called
   * while streams run.
   *
   * @param threads 1 to {@link #most()}
   */
  public synchronized void resize(int threads) {
    if (threads < 1 || threads > most) {
      throw new IllegalArgumentException(
          "worker threads must be 1 to %d, not %d".formatted(most, threads));
    }
    // The core may never be above the maximum, not for a moment.
    if (threads < threads()) {
      pool.setCorePoolSize(threads);
      pool.setMaximumPoolSize(threads);
    } else {
      pool.setMaximumPoolSize(threads);
      pool.setCorePoolSize(threads);
    }
  }

  /** Where the time of these threads goes, as far as their work reports it. */
  public PipelineMeter meter() {
    return meter;
  }

  /**
   * For large results: no more than one for each worker waits for its turn, so one slow element
   * leaves other workers idle.
   */
  public <T, R> Flux<R> inOrder(Flux<T> elements, Function<? super T, ? extends R> work) {
    return inOrder(elements, 1, work);
  }

  /**
   * Applies {@code work} to every element, on this object's threads, results in the order of the
   * elements.
   *
   * <p>Cold. On subscribe: asks the source for {@code most + ahead} elements and for one more
   * whenever a result is taken, so no more than {@code most + ahead} elements are ever being worked
   * on or waiting for their turn. On an exception from {@code work}: ends with the first one at
   * once, whatever results before it are still on their way; an {@link Error} comes as the cause of
   * an {@link IllegalStateException}. On cancel: work begun is interrupted, and its result or
   * exception dropped.
   *
   * @param ahead how many more elements than workers may be in work or waiting for one before them
   *     that takes longer, at least 1; with few of them threads stand idle meanwhile
   * @param work may block; called on several threads at once; must not return null
   */
  public <T, R> Flux<R> inOrder(
      Flux<T> elements, int ahead, Function<? super T, ? extends R> work) {
    return Flux.defer(
        () -> {
          AtomicBoolean ended = new AtomicBoolean();
          return elements
              .<R>flatMapSequential(element -> result(element, work, ended), most + ahead, 1)
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
   * Interrupts work under way and waits until it and the threads have ended, for four seconds at
   * most. Streams still running end with an error. Not to be called on one of the threads.
   */
  @Override
  public void close() {
    scheduler.dispose();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
    try {
      // Not the pool's awaitTermination, after which its threads still live for a moment.
      for (Thread thread : begun) {
        TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
