package io.alexnet.train;

import io.alexnet.network.Activation;
import io.alexnet.network.LayerSpec;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dropout;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Preset;
import java.util.Collections;
import java.util.List;

/**
 * Which network, and what of the published one is changed. Only what the network has is recorded:
 * for a preset without dropout {@code dropout} is 0, whatever was asked for; {@link NoEffect} gives
 * the reason.
 *
 * @param preset the network to start from
 * @param activation the nonlinearity everywhere
 * @param normalisation whether there is local response normalisation
 * @param poolSize side of the pooling windows; 3 overlaps at stride 2, 2 does not
 * @param groups whether convolutions are grouped as in the preset
 * @param dropout probability after the hidden dense layers, 0 to switch off
 * @param removedLayers names of layers to leave out, such as conv3
 * @param extraConvolution filters of one more convolution on top of the last pooling; 0 for none
 */
public record NetworkSettings(
    Preset preset,
    Activation activation,
    boolean normalisation,
    int poolSize,
    boolean groups,
    double dropout,
    List<String> removedLayers,
    int extraConvolution) {
  public NetworkSettings {
    removedLayers = List.copyOf(removedLayers);
    if (poolSize < 1) {
      throw new IllegalArgumentException(
          "a pooling window has a side of 1 at least, not " + poolSize);
    }
    List<LayerSpec> layers = unchanged(preset, removedLayers).layers();
    normalisation &= layers.stream().anyMatch(Normalise.class::isInstance);
    groups &= layers.stream().anyMatch(layer -> layer instanceof Convolution c && c.groups() > 1);
    dropout = layers.stream().anyMatch(Dropout.class::isInstance) ? dropout : 0;
  }

  /** The preset as it is. */
  public static NetworkSettings of(Preset preset) {
    return new NetworkSettings(preset, Activation.RELU, true, 3, true, 0.5, List.of(), 0);
  }

  NetworkSettings withDropout(double probability) {
    return new NetworkSettings(
        preset,
        activation,
        normalisation,
        poolSize,
        groups,
        probability,
        removedLayers,
        extraConvolution);
  }

  /** The published layers that are left, none of them changed. */
  NetworkSpec unchanged() {
    return unchanged(preset, removedLayers);
  }

  private static NetworkSpec unchanged(Preset preset, List<String> removed) {
    NetworkSpec spec = preset.network(1);
    for (String name : removed) {
      // A name that fits no layer is refused by network().
      boolean fits = spec.layerNames().contains(name) && !spec.head().name().equals(name);
      spec = fits ? spec.without(name) : spec;
    }
    return spec;
  }

  /** Whether the additional convolution is among the removed layers. */
  boolean extraIsRemoved() {
    List<String> published = preset.network(1).layerNames();
    return extraConvolution > 0
        && preset.network(1).withExtraConvolution(extraConvolution).layerNames().stream()
            .filter(name -> !published.contains(name))
            .anyMatch(removedLayers::contains);
  }

  /**
   * The layers.
   *
   * @param classes width of the last one
   * @throws IllegalArgumentException if a change does not fit, such as an unknown layer's name
   */
  public NetworkSpec network(int classes) {
    NetworkSpec spec = preset.network(classes).withPoolSize(poolSize).withDropout(dropout);
    spec = normalisation ? spec : spec.withoutNormalisation();
    spec = groups ? spec : spec.withoutGroups();
    spec = extraConvolution > 0 ? spec.withExtraConvolution(extraConvolution) : spec;
    for (String name : removedLayers) {
      requireRemovable(name, spec);
      spec = spec.without(name);
    }
    return spec.withActivation(activation);
  }

  private void requireRemovable(String name, NetworkSpec spec) {
    if (Collections.frequency(removedLayers, name) > 1) {
      throw new IllegalArgumentException("layer %s is removed twice".formatted(name));
    }
    if (spec.head().name().equals(name)) {
      throw new IllegalArgumentException(
          "layer %s cannot be removed: it has one unit for each class".formatted(name));
    }
    if (!spec.layerNames().contains(name)) {
      throw new IllegalArgumentException(
          "preset %s has no layer '%s'; its layers are %s"
              .formatted(preset.id(), name, String.join(", ", preset.network(1).layerNames())));
    }
  }
}
