package io.alexnet.train;

import java.util.List;

/**
 * How weights change and how long.
 *
 * @param epochs passes over the training set, at least 1
 * @param batchSize images to a step, at least 1
 * @param learningRate of the weights at the start, more than 0
 * @param biasRateFactor the biases' rate as a multiple of the weights'
 * @param biasRateDrops whether the biases' rate is divided along with the weights'
 * @param momentum 0 to 1
 * @param weightDecay at least 0, on weights only
 * @param patience epochs without a lower validation error after which the rate is divided by ten
 * @param drops how many times the rate is divided before training ends
 * @param dropEpochs epochs after which the rate is divided by ten; where there are any, the
 *     validation error is not asked
 */
public record OptimiserSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double biasRateFactor,
    boolean biasRateDrops,
    double momentum,
    double weightDecay,
    int patience,
    int drops,
    List<Integer> dropEpochs) {
  public OptimiserSettings {
    dropEpochs = List.copyOf(dropEpochs);
    require(epochs >= 1, "epochs", epochs, "1 or more");
    require(batchSize >= 1, "batch size", batchSize, "1 or more");
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learning rate",
        learningRate,
        "above 0");
    require(
        biasRateFactor >= 0 && Double.isFinite(biasRateFactor),
        "bias rate factor",
        biasRateFactor,
        "0 or more");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "from 0 to below 1");
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay), "weight decay", weightDecay, "0 or more");
    require(patience >= 1, "patience", patience, "1 or more");
    require(drops >= 0, "drops", drops, "0 or more");
  }

  /** With another number of epochs and another rate at the start. */
  OptimiserSettings with(int newEpochs, double newLearningRate) {
    return new OptimiserSettings(
        newEpochs,
        batchSize,
        newLearningRate,
        biasRateFactor,
        biasRateDrops,
        momentum,
        weightDecay,
        patience,
        drops,
        dropEpochs);
  }

  private static void require(boolean holds, String name, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s, not %s".formatted(name, range, value));
    }
  }
}
