package io.alexnet.app;

import io.alexnet.train.NoEffect;
import io.alexnet.train.TrainSettings;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Refuses flags of {@code train} that would change nothing: who tries one expects a difference. */
final class FlagEffects {
  /**
   * The settings that not every preset has, or that others rule out, by the flag that sets them.
   */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("--activation", "network.activation"),
          Map.entry("--no-lrn", "network.normalisation"),
          Map.entry("--pool-size", "network.pool_size"),
          Map.entry("--no-groups", "network.groups"),
          Map.entry("--dropout", "network.dropout"),
          Map.entry("--extra-conv", "network.extra_convolution"),
          Map.entry("--color-noise", "augment.noise_strength"),
          Map.entry("--color-noise-kind", "augment.colour_noise"),
          Map.entry("--mean", "augment.mean"),
          Map.entry("--patience", "optimiser.patience"),
          Map.entry("--lr-drops", "optimiser.drops"),
          Map.entry("--bias-lr-drops", "optimiser.bias_rate_drops"));

  private FlagEffects() {}

  /**
   * @param line parsed
   * @param settings that came of it
   * @throws ParameterException naming a flag without effect and the reason
   */
  static void require(CommandLine line, TrainSettings settings) {
    for (OptionSpec given : line.getParseResult().matchedOptions()) {
      for (String name : given.names()) {
        String setting = SETTINGS.getOrDefault(name, "");
        NoEffect.of(setting, settings)
            .ifPresent(
                reason -> {
                  throw refused(line, name, reason);
                });
      }
    }
  }

  static ParameterException refused(CommandLine line, String flag, String reason) {
    return new ParameterException(line, "%s has no effect: %s".formatted(flag, reason));
  }
}
