package io.alexnet.app;

import io.alexnet.train.OptimiserSettings;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How weights change and how long. */
final class OptimiserOptions {
  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "Passes over the training images. Default: 90; mini 60, cifar 120.")
  private @Nullable Integer epochs;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      converter = Values.Count.class,
      description = "Images to a step. Default: 128; mini 32.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--lr",
      paramLabel = "E",
      converter = Values.Positive.class,
      description = "Learning rate of the weights at the start. Default: 0.01; cifar 0.001.")
  private @Nullable Double rate;

  @Option(
      names = "--bias-lr-factor",
      paramLabel = "X",
      converter = Values.NotNegative.class,
      description =
          "The biases' rate as a multiple of the weights'. Default: 1; krizhevsky2012 and cifar 2.")
  private @Nullable Double biasRateFactor;

  @Option(
      names = "--bias-lr-drops",
      negatable = true,
      description =
          "Whether the biases' rate is divided along with the weights'. Default: yes;"
              + " krizhevsky2012 no.")
  private @Nullable Boolean biasRateDrops;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      converter = Values.BelowOne.class,
      description = "Momentum (section 5). Default: 0.9.")
  private @Nullable Double momentum;

  @Option(
      names = {"--weight-decay", "--wd"},
      paramLabel = "X",
      converter = Values.NotNegative.class,
      description = "Weight decay, on weights only (section 5). Default: 0.0005; cifar 0.004.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--patience",
      paramLabel = "EPOCHS",
      converter = Values.Count.class,
      description =
          "Divide the rate by ten after so many epochs without a lower validation error. Default:"
              + " 5; mini 6, cifar 10.")
  private @Nullable Integer patience;

  @Option(
      names = "--lr-drops",
      paramLabel = "N",
      converter = Values.CountOrNone.class,
      description = "How many times the rate is divided before training ends. Default: 3; cifar 2.")
  private @Nullable Integer drops;

  @Option(
      names = "--lr-drop-epochs",
      paramLabel = "N",
      split = ",",
      converter = Values.Count.class,
      description =
          "Divide the rate after these epochs instead, such as 25,51,79. Default: by the validation"
              + " error; krizhevsky2012 25,51,79.")
  private @Nullable List<Integer> dropEpochs;

  /** What the options {@code --epochs} and {@code --lr-drop-epochs} would give. */
  static OptimiserOptions of(int epochs, List<Integer> dropEpochs) {
    OptimiserOptions options = new OptimiserOptions();
    options.epochs = epochs;
    options.dropEpochs = dropEpochs;
    return options;
  }

  /** The preset's settings with what was asked for changed. */
  OptimiserSettings over(OptimiserSettings base) {
    // Who asks for patience or a number of drops does not want the preset's fixed epochs.
    List<Integer> fixed = patience == null && drops == null ? base.dropEpochs() : List.of();
    return new OptimiserSettings(
        Objects.requireNonNullElse(epochs, base.epochs()),
        Objects.requireNonNullElse(batchSize, base.batchSize()),
        Objects.requireNonNullElse(rate, base.learningRate()),
        Objects.requireNonNullElse(biasRateFactor, base.biasRateFactor()),
        Objects.requireNonNullElse(biasRateDrops, base.biasRateDrops()),
        Objects.requireNonNullElse(momentum, base.momentum()),
        Objects.requireNonNullElse(weightDecay, base.weightDecay()),
        Objects.requireNonNullElse(patience, base.patience()),
        Objects.requireNonNullElse(drops, base.drops()),
        Objects.requireNonNullElse(dropEpochs, fixed));
  }
}
