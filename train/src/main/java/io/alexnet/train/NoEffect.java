package io.alexnet.train;

import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import io.alexnet.network.LayerSpec;
import io.alexnet.network.LayerSpec.Activate;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dropout;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.LayerSpec.Pool;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Settings that change neither the network nor its training, because the preset lacks what they are
 * about or another setting rules it out. A run with one would give the very weights of a run
 * without.
 */
public final class NoEffect {
  private NoEffect() {}

  /**
   * Why a setting has no effect, if it has none.
   *
   * @param setting its path in config.yml below settings, such as "network.dropout"
   * @param all settings, with this one in force
   */
  public static Optional<String> of(String setting, TrainSettings all) {
    NetworkSettings network = all.network();
    OptimiserSettings optimiser = all.optimiser();
    return switch (setting) {
      case "network.activation" -> without(network, "nonlinearity", Activate.class::isInstance);
      case "network.normalisation" ->
          without(network, "normalisation", Normalise.class::isInstance);
      case "network.pool_size" -> without(network, "pooling layer", Pool.class::isInstance);
      case "network.groups" -> without(network, "grouped convolution", NoEffect::isGrouped);
      case "network.dropout" -> without(network, "dropout", Dropout.class::isInstance);
      case "network.extra_convolution" ->
          reason(network.extraIsRemoved(), "the layer is removed again");
      case "augment.crop", "augment.mean", "augment.colour_noise", "augment.noise_strength" ->
          augment(setting, all);
      case "optimiser.patience", "optimiser.drops" ->
          reason(
              !optimiser.dropEpochs().isEmpty(),
              "the rate is divided after epochs %s, whatever the validation error"
                  .formatted(optimiser.dropEpochs()));
      case "optimiser.bias_rate_drops" ->
          reason(optimiser.biasRateFactor() == 0, "the biases have a rate of 0");
      default -> Optional.empty();
    };
  }

  private static Optional<String> augment(String setting, TrainSettings all) {
    boolean none = all.augment().colourNoise() == ColourNoise.NONE;
    boolean wholeImage =
        all.network().preset().network(1).geometry().maxOffset() == 0 || !all.augment().crop();
    return switch (setting) {
      case "augment.crop" ->
          reason(
              all.augment().crop() && wholeImage,
              "the images of preset %s are no larger than its crops"
                  .formatted(all.network().preset().id()));
      case "augment.mean" ->
          reason(
              all.augment().mean() == Mean.CENTRAL_IMAGE && wholeImage && !all.augment().flip(),
              "images of preset %s are neither cropped nor mirrored here, so that it is the same as image"
                  .formatted(all.network().preset().id()));
      case "augment.noise_strength" ->
          reason(
              none,
              "preset %s has no colour noise here: choose a kind of it too"
                  .formatted(all.network().preset().id()));
      default ->
          reason(
              !none && all.augment().noiseStrength() == 0,
              "the colour noise of preset %s has a strength of 0: choose a strength above 0 too"
                  .formatted(all.network().preset().id()));
    };
  }

  private static Optional<String> reason(boolean holds, String reason) {
    return holds ? Optional.of(reason) : Optional.empty();
  }

  private static boolean isGrouped(LayerSpec layer) {
    return layer instanceof Convolution convolution && convolution.groups() > 1;
  }

  private static Optional<String> without(
      NetworkSettings network, String what, Predicate<LayerSpec> kind) {
    String removed =
        network.removedLayers().isEmpty()
            ? ""
            : " without " + String.join(", ", network.removedLayers());
    return reason(
        network.unchanged().layers().stream().noneMatch(kind),
        "preset %s%s has no %s (its layers: %s)"
            .formatted(
                network.preset().id(),
                removed,
                what,
                network.unchanged().layerNames().stream().collect(Collectors.joining(", "))));
  }
}
