package io.alexnet.network;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps all but one thread out: the first to enter. Safe to ask from any thread.
 *
 * <p>Holds no lock, since a second thread would still leave workspaces of its own behind, and would
 * wait for as long as a training step takes.
 */
final class OneThread {
  private final AtomicReference<Thread> owner = new AtomicReference<>();

  /**
   * @throws IllegalStateException on any thread but the first that called this
   */
  void enter() {
    Thread current = Thread.currentThread();
    Thread first = owner.compareAndExchange(null, current);
    if (first != null && first != current) {
      throw new IllegalStateException(
          "a network is for one thread: this one computes on thread '%s' and was called on '%s'; give each thread a network of its own, or send all calls to one thread"
              .formatted(first.getName(), current.getName()));
    }
  }
}
