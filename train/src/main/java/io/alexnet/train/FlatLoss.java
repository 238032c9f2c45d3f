package io.alexnet.train;

import io.alexnet.network.LayerHealth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a loss may stay at that of guessing: what of the likely causes can be seen in the network and
 * a batch. That the examples come in the order of their classes is none of them here: every epoch
 * is a permutation.
 */
final class FlatLoss {
  private FlatLoss() {}

  /**
   * The causes that there is evidence for, each in words; if there is none, what is left.
   *
   * @param layers from the bottom
   * @param inputVariation how much the images of a batch differ, as a share of their size
   * @param shares of the classes
   */
  static List<String> causes(
      List<LayerHealth> layers,
      double inputVariation,
      ClassShares shares,
      WatchSettings.Health limits) {
    List<String> causes = new ArrayList<>();
    if (inputVariation < limits.variation()) {
      causes.add("images: those of a batch are all alike");
    }
    signal(layers, limits).ifPresent(causes::add);
    rate(layers, limits).ifPresent(causes::add);
    if (shares.imbalanced()) {
      causes.add("imbalance: " + shares.words() + ", so that guessing loses little");
    }
    if (causes.isEmpty()) {
      causes.add(
          "labels: initialisation, rate and images look sound, so see whether the labels belong to"
              + " their images");
    }
    return causes;
  }

  private static Optional<String> signal(List<LayerHealth> layers, WatchSettings.Health limits) {
    return layers.stream()
        .filter(layer -> layer.variation() < limits.variation())
        .findFirst()
        .map(
            layer ->
                layer.size() == 0
                    ? "initialisation: every output of %s is zero".formatted(layer.layer())
                    : String.format(
                        Locale.ROOT,
                        "initialisation: the outputs of %s differ between images by %.2g %% of"
                            + " their size",
                        layer.layer(),
                        100 * layer.variation()));
  }

  private static Optional<String> rate(List<LayerHealth> layers, WatchSettings.Health limits) {
    Optional<LayerHealth> fastest =
        layers.stream().max(Comparator.comparingDouble(LayerHealth::updateRatio));
    return fastest
        .filter(
            layer ->
                layer.updateRatio() < limits.slowUpdate()
                    || layer.updateRatio() > limits.fastUpdate())
        .map(
            layer ->
                String.format(
                    Locale.ROOT,
                    "rate too %s: a step changes the weights of %s, the most of all, by %.2g %% of"
                        + " their size",
                    layer.updateRatio() < limits.slowUpdate() ? "low" : "high",
                    layer.layer(),
                    100 * layer.updateRatio()));
  }

  /**
   * How much images differ: the root mean square of every pixel's deviation from its mean over the
   * batch, divided by that of all values.
   *
   * @param images of equal length, one behind the other
   */
  static double inputVariation(float[] images, int batch) {
    int length = images.length / batch;
    double squares = 0;
    double deviations = 0;
    for (int i = 0; i < length; i++) {
      double sum = 0;
      double square = 0;
      for (int n = 0; n < batch; n++) {
        double value = images[n * length + i];
        sum += value;
        square += value * value;
      }
      squares += square;
      deviations += Math.max(0, square - sum * sum / batch);
    }
    return squares == 0 ? 0 : Math.sqrt(deviations / squares);
  }
}
