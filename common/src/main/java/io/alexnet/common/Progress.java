package io.alexnet.common;

/**
 * Hears how far a long piece of work has come. Called on the thread that does the work; must return
 * quickly.
 */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress NONE = (what, done, total) -> {};

  /**
   * @param what the work in a word or two, such as "decoding train"
   * @param done items finished, 0 to {@code total}
   * @param total items in all
   */
  void at(String what, long done, long total);
}
