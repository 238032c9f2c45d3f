package io.alexnet.train;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import io.alexnet.network.Preset;
import java.util.List;

/**
 * Everything that decides what a run computes. Two runs of equal settings on equal data give equal
 * weights, whatever their number of workers.
 *
 * @param validationShare of each class, held out where the data set has no validation images
 * @param seed of the initial weights, the order, the augmentation and the dropout
 */
public record TrainSettings(
    NetworkSettings network,
    AugmentSettings augment,
    OptimiserSettings optimiser,
    double validationShare,
    long seed) {
  public TrainSettings {
    if (!(validationShare > 0 && validationShare < 1)) {
      throw new IllegalArgumentException(
          "validation share must be between 0 and 1, not " + validationShare);
    }
  }

  /** Learning rate of the biases while the weights' is as it is now. */
  double biasRate(RateState rate) {
    return optimiser.biasRateFactor()
        * (optimiser.biasRateDrops() ? rate.rate() : optimiser.learningRate());
  }

  /** With as many epochs as {@code asked} has, all else as it is. */
  TrainSettings withEpochs(TrainSettings asked) {
    return new TrainSettings(
        network,
        augment,
        optimiser.with(asked.optimiser.epochs(), optimiser.learningRate()),
        validationShare,
        seed);
  }

  /** The published recipe of a preset. */
  public static TrainSettings of(Preset preset) {
    return new TrainSettings(
        NetworkSettings.of(preset), augment(preset), optimiser(preset), 0.1, 2012);
  }

  private static AugmentSettings augment(Preset preset) {
    return switch (preset) {
      case PAPER -> AugmentSettings.PAPER;
      case KRIZHEVSKY2012 -> AugmentSettings.AS_RUN;
      case MINI -> new AugmentSettings(true, true, ColourNoise.AS_RUN, 0.1, Mean.RGB, 1.0 / 64);
      case CIFAR -> new AugmentSettings(false, false, ColourNoise.NONE, 0, Mean.IMAGE, 1);
    };
  }

  private static OptimiserSettings optimiser(Preset preset) {
    return switch (preset) {
      // Section 5 of the paper.
      case PAPER -> new OptimiserSettings(90, 128, 0.01, 1, true, 0.9, 0.0005, 5, 3, List.of());
      // Run 145 of the released code: biases learn twice as fast and stay so, drops after epochs
      // 25, 51 and 79.
      case KRIZHEVSKY2012 ->
          new OptimiserSettings(90, 128, 0.01, 2, false, 0.9, 0.0005, 5, 3, List.of(25, 51, 79));
      case MINI -> new OptimiserSettings(60, 32, 0.01, 1, true, 0.9, 0.0005, 6, 3, List.of());
      // cuda-convnet's layer-params-18pct.
      case CIFAR -> new OptimiserSettings(120, 128, 0.001, 2, true, 0.9, 0.004, 10, 2, List.of());
    };
  }
}
