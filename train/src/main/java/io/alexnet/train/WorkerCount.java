package io.alexnet.train;

import io.alexnet.common.OrderedWorkers;

/**
 * How many workers make images ready: as few as keep the trainer from waiting, because on a CPU
 * both want the same cores.
 *
 * <p>After every {@link #WINDOW_STEPS} steps: if the trainer starved, twice as many, and never
 * again so few; if it did not and the workers were idle for long, as many as would have been busy
 * for three quarters of the time. The wait for the first batch of an epoch, when the ring is empty,
 * says nothing about their number: until it has come all of them work, and it is left out.
 *
 * <p>No batch depends on it. For the thread that trains.
 */
final class WorkerCount {
  /** Long enough for a ring of three buffers to run empty, or full, twice. */
  static final int WINDOW_STEPS = 6;

  private static final double NOT_STARVED = 0.01;
  private static final double LOAD = 0.75;

  private final OrderedWorkers workers;
  private final boolean adaptive;
  private int count;
  private int least = 1;
  private Throughput recent = Throughput.ZERO;
  private Throughput window = Throughput.ZERO;
  private Throughput seen = Throughput.ZERO;
  private int steps;
  private boolean running;

  /**
   * @param adaptive whether the number may change; otherwise all work all the time
   */
  WorkerCount(OrderedWorkers workers, boolean adaptive) {
    this.workers = workers;
    this.adaptive = adaptive;
    this.count = workers.most();
  }

  /** A batch has come. */
  void beforeStep(Throughput total) {
    if (!running) {
      running = true;
      seen = total;
      workers.resize(count);
    }
  }

  /** A step was taken. */
  void afterStep(Throughput total) {
    window = window.plus(total.minus(seen));
    seen = total;
    steps++;
    if (steps == WINDOW_STEPS) {
      adapt();
      recent = window;
      window = Throughput.ZERO;
      steps = 0;
    }
  }

  /** No batches are taken for now: other work on the workers, such as validation, has them all. */
  void pause() {
    running = false;
    workers.resize(workers.most());
  }

  private void adapt() {
    if (!adaptive) {
      return;
    }
    if (window.starvedRatio() >= Verdict.NOTABLE) {
      least = Math.min(count + 1, workers.most());
    }
    count = next(window, count, least, workers.most());
    workers.resize(count);
  }

  /**
   * The rule.
   *
   * @param now how many there were in the window
   * @param least how many there must be, at most {@code most}
   */
  static int next(Throughput window, int now, int least, int most) {
    if (window.starvedRatio() >= Verdict.NOTABLE) {
      return Math.min(2 * now, most);
    }
    if (window.starvedRatio() >= NOT_STARVED) {
      return now;
    }
    int enough = (int) Math.ceil(window.busyWorkers() / LOAD);
    return Math.min(now, Math.max(least, enough));
  }

  /** The last full window of steps; before there is one, what was seen so far. */
  Throughput recent() {
    return recent.nanos() == 0 ? window : recent;
  }
}
