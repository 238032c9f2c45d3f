package io.alexnet.train;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.common.UserException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings and what they become. The values before are a change too: the one that takes this back.
 *
 * @param values at least one
 */
public record SettingsChange(Map<Setting, Double> values) {
  /**
   * @throws UserException if there is none, or one is out of its range
   */
  public SettingsChange {
    if (values.isEmpty()) {
      throw new UserException("nothing is to be changed: name a setting and its new value");
    }
    values = Collections.unmodifiableMap(new EnumMap<>(values));
    values.forEach(
        (setting, value) -> {
          if (!setting.allows(value)) {
            throw new UserException(
                "%s must be %s, not %s".formatted(setting, setting.range(), value));
          }
        });
  }

  /** Of one setting. */
  public static SettingsChange of(Setting setting, double value) {
    return new SettingsChange(Map.of(setting, value));
  }

  /**
   * @param begun what the run was begun with
   * @throws UserException if the network or the augmentation has nothing that could be set so
   */
  void requireFits(TrainSettings begun) {
    requireEffect(Setting.DROPOUT, "network.dropout", begun);
    requireEffect(Setting.COLOUR_NOISE, "augment.noise_strength", begun);
    if (values.containsKey(Setting.DROPOUT) && !begun.network().network(1).hasDropout()) {
      throw new UserException(
          "dropout cannot be changed: the run was started without it; start another run with it");
    }
  }

  private void requireEffect(Setting setting, String path, TrainSettings begun) {
    if (values.containsKey(setting)) {
      NoEffect.of(path, begun)
          .ifPresent(
              reason -> {
                throw new UserException("%s has no effect: %s".formatted(setting, reason));
              });
    }
  }

  /** What is in force now of what it changes. */
  SettingsChange before(Position position) {
    Map<Setting, Double> before = new EnumMap<>(Setting.class);
    values.keySet().forEach(setting -> before.put(setting, valueOf(setting, position)));
    return new SettingsChange(before);
  }

  private static double valueOf(Setting setting, Position position) {
    return switch (setting) {
      case LEARNING_RATE -> position.rate().rate();
      case COLOUR_NOISE -> position.settings().augment().noiseStrength();
      case DROPOUT -> position.settings().network().dropout();
      case EPOCHS -> position.settings().optimiser().epochs();
    };
  }

  /** The position with it in force. */
  Position over(Position position) {
    double rate = position.rate().rate();
    double newRate = values.getOrDefault(Setting.LEARNING_RATE, rate);
    TrainSettings settings = position.settings();
    OptimiserSettings optimiser = settings.optimiser();
    // Biases whose rate does not drop go by the rate at the start: it changes in proportion.
    double start =
        newRate == rate ? optimiser.learningRate() : optimiser.learningRate() * (newRate / rate);
    int epochs = values.getOrDefault(Setting.EPOCHS, (double) optimiser.epochs()).intValue();
    return position.with(
        new TrainSettings(
            settings
                .network()
                .withDropout(values.getOrDefault(Setting.DROPOUT, settings.network().dropout())),
            augment(settings.augment()),
            optimiser.with(epochs, start),
            settings.validationShare(),
            settings.seed()),
        position.rate().at(newRate));
  }

  private AugmentSettings augment(AugmentSettings before) {
    return new AugmentSettings(
        before.crop(),
        before.flip(),
        before.colourNoise(),
        values.getOrDefault(Setting.COLOUR_NOISE, before.noiseStrength()),
        before.mean(),
        before.scale());
  }

  /** Names and values, for a journal. */
  Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>();
    values.forEach((setting, value) -> named.put(setting.toString(), value));
    return named;
  }
}
