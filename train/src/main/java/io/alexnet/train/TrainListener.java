package io.alexnet.train;

import io.alexnet.common.Progress;
import io.alexnet.ingest.DataSet;
import io.alexnet.network.DeadUnits;
import io.alexnet.network.UpdateSize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Hears of a run while it runs, on the thread that trains; must return quickly. That the run is
 * stuck, and that it moves again, comes as a note and an event from another thread; so do notes on
 * a server that tracks the run. What is not overridden goes unheard.
 */
public interface TrainListener extends Progress {
  @Override
  default void at(String what, long done, long total) {}

  /**
   * Something worth a line of its own, once.
   *
   * @param line without line break
   */
  default void note(String line) {}

  /** The data set was opened; it is described in a note, too. */
  default void data(DataSet data) {}

  /** A step was taken. */
  default void step(StepInfo step) {}

  /** An epoch was taken and validated. */
  default void epoch(EpochInfo epoch) {}

  /** A checkpoint is on disk. */
  default void saved(SaveInfo save) {}

  /** The run is at something else than before. */
  default void state(RunControl.State state) {}

  /** Something that changed the run, or was to: a line of its journal. */
  default void event(Journal.Entry entry) {}

  /**
   * @param epoch in progress, from 1
   * @param epochs of the whole run at most
   * @param step taken in this epoch, from 1
   * @param stepsPerEpoch steps of an epoch
   * @param loss mean over the epoch so far, in nats
   * @param top1Error on training batches, mean over the epoch so far, 0 to 1
   * @param rate learning rate of the weights
   * @param imagesPerSecond since this process began to train, validation not counted
   * @param secondsLeft at this speed, if all epochs are taken
   * @param recent who waited for whom in the latest steps
   * @param span of time since the step before; its images are this step's
   * @param queued full batches that wait for the next step
   */
  record StepInfo(
      int epoch,
      int epochs,
      int step,
      int stepsPerEpoch,
      double loss,
      double top1Error,
      double rate,
      double imagesPerSecond,
      double secondsLeft,
      Throughput recent,
      Throughput span,
      int queued) {
    /** What bounds the speed, judged by the latest steps. */
    public Verdict verdict() {
      return recent.verdict();
    }
  }

  /**
   * @param epoch just taken, from 1
   * @param epochs of the whole run at most
   * @param trainLoss mean over the epoch, in nats
   * @param trainTop1Error mean over the epoch, 0 to 1
   * @param valLoss over the validation images, central patch, in nats
   * @param valTop1Error 0 to 1
   * @param valTop5Error 0 to 1
   * @param rate it was taken at
   * @param best whether no epoch before had so low an error
   * @param deadUnits units of each layer that were zero wherever they were computed, over the
   *     validation images
   * @param latest of the epoch's steps, what it did to the network
   * @param classes the validation errors by class
   */
  record EpochInfo(
      int epoch,
      int epochs,
      double trainLoss,
      double trainTop1Error,
      double valLoss,
      double valTop1Error,
      double valTop5Error,
      double rate,
      boolean best,
      List<DeadUnits> deadUnits,
      UpdateSize latest,
      ClassErrors classes) {
    public EpochInfo {
      deadUnits = List.copyOf(deadUnits);
    }

    /** "epoch 3/90 done: loss 0.144 err 0.04, val err 0.017 top-5 0.000, lr 0.0001 (best)". */
    public String words() {
      return String.format(
          Locale.ROOT,
          "epoch %d/%d done: loss %.3f err %.2f, val err %.3f top-5 %.3f%s, lr %s%s",
          epoch,
          epochs,
          trainLoss,
          trainTop1Error,
          valTop1Error,
          valTop5Error,
          classes.words(),
          Numbers.plain(rate),
          best ? " (best)" : "");
    }
  }

  /**
   * @param step at which it was taken
   * @param took from the end of the copy to the end of the last write
   * @param bytes on disk
   */
  record SaveInfo(long step, Duration took, long bytes) {}
}
