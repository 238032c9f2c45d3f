package io.alexnet.train;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineTimes;
import java.util.function.BooleanSupplier;

/**
 * Where the time of training goes: in all, waiting for images, and on the workers. Runs while steps
 * are taken, stands still during validation and saving. For the thread that trains.
 */
final class Stopwatch {
  private final OrderedWorkers workers;
  private Throughput before = Throughput.ZERO;
  private PipelineTimes pipelineAtStart = PipelineTimes.ZERO;
  private long started;
  private long starved;
  private long images;
  private boolean running;
  private volatile boolean waiting;

  /**
   * @param workers that make the images ready
   */
  Stopwatch(OrderedWorkers workers) {
    this.workers = workers;
  }

  void start() {
    pipelineAtStart = workers.meter().sample();
    started = System.nanoTime();
    running = true;
  }

  /**
   * @return whether it was running
   */
  boolean stop() {
    boolean was = running;
    before = total();
    starved = 0;
    images = 0;
    running = false;
    return was;
  }

  /** Stands still while something else is done. */
  void pauseFor(Runnable other) {
    boolean was = stop();
    try {
      other.run();
    } finally {
      if (was) {
        start();
      }
    }
  }

  /** Adds the time that {@code question} takes to the time starved; yes means a batch is taken. */
  boolean waitFor(BooleanSupplier question) {
    long from = System.nanoTime();
    waiting = true;
    boolean answer = question.getAsBoolean();
    waiting = false;
    starved += System.nanoTime() - from;
    if (answer) {
      workers.meter().taken();
    }
    return answer;
  }

  /** Full batches that wait to be trained on. */
  int queued() {
    return workers.meter().full();
  }

  /** Whether it waits for images now. May be asked by any thread. */
  boolean isWaiting() {
    return waiting;
  }

  void count(int batch) {
    images += batch;
  }

  /** All spans, the one that lasts included. */
  Throughput total() {
    return running ? before.plus(current()) : before;
  }

  private Throughput current() {
    return new Throughput(
        System.nanoTime() - started,
        starved,
        images,
        workers.meter().sample().minus(pipelineAtStart),
        workers.threads());
  }
}
