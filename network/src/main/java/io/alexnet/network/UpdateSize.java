package io.alexnet.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the latest step did to a network.
 *
 * @param gradientNorm of all parameters together, before decay and momentum; 0 before the first
 *     step
 * @param ratios of each layer, from the bottom, the size of its weights' update as a share of
 *     theirs; 0 before the first step, or where all weights are zero
 */
public record UpdateSize(double gradientNorm, Map<String, Double> ratios) {
  public UpdateSize {
    ratios = Collections.unmodifiableMap(new LinkedHashMap<>(ratios));
  }
}
