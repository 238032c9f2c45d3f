package io.alexnet.train;

import io.alexnet.train.TrainListener.StepInfo;
import java.util.function.BooleanSupplier;

/**
 * Where the time of training goes: in all, and waiting for images. Times validation and saving out.
 */
final class Stopwatch {
  private static final double NANOS = 1e9;

  private long before;
  private long waited;
  private long started;
  private long images;
  private boolean running;

  void start() {
    started = System.nanoTime();
    running = true;
  }

  void stop() {
    before += System.nanoTime() - started;
    running = false;
  }

  /** Adds the time that {@code question} takes to the time waited. */
  boolean waitFor(BooleanSupplier question) {
    long from = System.nanoTime();
    boolean answer = question.getAsBoolean();
    waited += System.nanoTime() - from;
    return answer;
  }

  void count(int batch) {
    images += batch;
  }

  private double seconds() {
    return (before + (running ? System.nanoTime() - started : 0)) / NANOS;
  }

  double imagesPerSecond() {
    return images / Math.max(seconds(), 1 / NANOS);
  }

  /** 0 to 1. */
  double starvedRatio() {
    return waited / NANOS / Math.max(seconds(), 1 / NANOS);
  }

  StepInfo info(Position position, OptimiserSettings settings, int stepsPerEpoch) {
    long total = (long) settings.epochs() * stepsPerEpoch;
    double secondsLeft = (total - position.step()) * settings.batchSize() / imagesPerSecond();
    return new StepInfo(
        position.epoch() + 1,
        settings.epochs(),
        position.stepInEpoch(),
        stepsPerEpoch,
        position.meanLoss(),
        position.meanTop1Error(),
        position.rate().rate(),
        imagesPerSecond(),
        secondsLeft,
        starvedRatio());
  }
}
