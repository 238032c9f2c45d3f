package io.alexnet.augment;

import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Statistics;

/**
 * The part of the arithmetic that depends on a pixel's value and channel only: a factor, and what
 * is added then.
 *
 * <p>Immutable; safe to share between threads.
 */
final class GreyLevels {
  private static final double[] IMAGENET_MEAN = {0.485 * 255, 0.456 * 255, 0.406 * 255};
  private static final double[] IMAGENET_DEVIATION = {0.229 * 255, 0.224 * 255, 0.225 * 255};

  private final double[] gain;
  private final double[] mean;
  private final double[] noise;

  private GreyLevels(double[] gain, double[] mean, double[] noise) {
    this.gain = gain;
    this.mean = mean;
    this.noise = noise;
  }

  /** Levels for patches that get colour noise as the settings say. */
  static GreyLevels training(AugmentSettings settings, Statistics statistics) {
    double shrink =
        settings.colourNoise() == ColourNoise.AS_RUN ? 1 / (1 + settings.noiseStrength()) : 1;
    return new GreyLevels(
        gain(settings, shrink), mean(settings, statistics), noise(settings, statistics));
  }

  /** Levels for patches without colour noise. */
  static GreyLevels evaluation(AugmentSettings settings, Statistics statistics) {
    return new GreyLevels(gain(settings, 1), mean(settings, statistics), new double[9]);
  }

  /** What a grey level of the channel becomes. */
  double gain(int channel) {
    return gain[channel];
  }

  /** What is added to every pixel of a patch, times the gain: its colour noise less the mean. */
  double shift(int channel, PatchChoice choice) {
    int row = channel * RgbImage.CHANNELS;
    double added =
        noise[row] * choice.alpha0()
            + noise[row + 1] * choice.alpha1()
            + noise[row + 2] * choice.alpha2();
    return (added - mean[channel]) * gain[channel];
  }

  private static double[] gain(AugmentSettings settings, double shrink) {
    double[] gain = new double[RgbImage.CHANNELS];
    for (int channel = 0; channel < gain.length; channel++) {
      double deviation = settings.mean() == Mean.IMAGENET ? IMAGENET_DEVIATION[channel] : 1;
      gain[channel] = settings.scale() * shrink / deviation;
    }
    return gain;
  }

  private static double[] mean(AugmentSettings settings, Statistics statistics) {
    return switch (settings.mean()) {
      case IMAGE, CENTRAL_IMAGE -> new double[RgbImage.CHANNELS];
      case RGB -> statistics.rgbMean();
      case IMAGENET -> IMAGENET_MEAN;
    };
  }

  /** [3, 3]: grey levels that a unit of coefficient k adds to channel c, at c * 3 + k. */
  private static double[] noise(AugmentSettings settings, Statistics statistics) {
    double[] noise = new double[RgbImage.CHANNELS * RgbImage.CHANNELS];
    double[] eigenvectors = statistics.eigenvectors();
    double[] eigenvalues = statistics.eigenvalues();
    for (int at = 0; at < noise.length; at++) {
      double eigenvalue = Math.max(0, eigenvalues[at % RgbImage.CHANNELS]);
      noise[at] =
          eigenvectors[at]
              * switch (settings.colourNoise()) {
                case NONE -> 0;
                case PAPER -> eigenvalue / 255;
                case AS_RUN -> Math.sqrt(eigenvalue);
              };
    }
    return noise;
  }
}
