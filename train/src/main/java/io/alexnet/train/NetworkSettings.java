package io.alexnet.train;

import io.alexnet.network.Activation;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Preset;
import java.util.List;

/**
 * Which network, and what of the published one is changed.
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
      spec = spec.without(name);
    }
    return spec.withActivation(activation);
  }
}
