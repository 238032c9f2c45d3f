package io.alexnet.serve.runs;

import io.alexnet.train.TrainListener;

/** Wants to hear of every run that trains. Asked on the thread that trains. */
@FunctionalInterface
public interface RunObserver {
  /**
   * Who hears of one run, from before it is opened until it has ended.
   *
   * @param run its name
   */
  TrainListener of(String run);
}
