package io.alexnet.network;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Objects with arrays that threads work on, kept from use to use: no more than threads at work at
 * the same time. Fresh ones would go through all of the heap, and the caches.
 */
final class Reused<T> {
  private final Queue<T> idle = new ConcurrentLinkedQueue<>();
  private final Supplier<T> source;

  Reused(Supplier<T> source) {
    this.source = source;
  }

  /** Hands one to {@code task} that no other thread has meanwhile. */
  void use(Consumer<T> task) {
    T kept = idle.poll();
    T one = kept == null ? source.get() : kept;
    task.accept(one);
    idle.add(one);
  }
}
