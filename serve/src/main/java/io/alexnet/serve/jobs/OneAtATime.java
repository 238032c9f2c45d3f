package io.alexnet.serve.jobs;

import io.alexnet.serve.http.Refusal;
import io.micronaut.http.HttpStatus;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for work that must not run twice at once, and a short queue before it. */
final class OneAtATime implements AutoCloseable {
  private static final int MOST_WAITING = 8;
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor executor;

  OneAtATime(String name) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Does it when its turn has come.
   *
   * @param work says itself what came of it
   * @throws Refusal if too much waits already
   */
  void execute(Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException e) {
      throw new Refusal(HttpStatus.TOO_MANY_REQUESTS, "too much waits already: ask again later");
    }
  }

  /**
   * Does it when its turn has come, and waits for it.
   *
   * @throws Refusal if too much waits already
   * @throws ExecutionException with what it threw
   */
  <T> T call(Callable<T> work) throws ExecutionException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    execute(task);
    return task.get();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
