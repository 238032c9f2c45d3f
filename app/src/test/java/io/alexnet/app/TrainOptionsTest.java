package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import io.alexnet.network.Activation;
import io.alexnet.network.Preset;
import io.alexnet.train.NetworkSettings;
import io.alexnet.train.OptimiserSettings;
import io.alexnet.train.TrainSettings;
import io.alexnet.train.WatchSettings;
import io.alexnet.train.WatchSettings.Reaction;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each flag of {@code train} changes its setting and no other. */
final class TrainOptionsTest {
  private static TrainSettings settings(String... arguments) {
    return parsed(arguments).settings();
  }

  private static TrainCommand parsed(String... arguments) {
    TrainCommand command = new TrainCommand(new Captured(false).output());
    String[] all =
        Stream.concat(Stream.of("data", "--run", "run"), Arrays.stream(arguments))
            .toArray(String[]::new);
    new CommandLine(command).parseArgs(all);
    return command;
  }

  @Test
  void divergenceFlagsArrive() {
    assertThat(parsed().watch()).isEqualTo(WatchSettings.DEFAULT);
    assertThat(parsed("--on-divergence=return", "--divergence-returns=5").watch())
        .isEqualTo(WatchSettings.DEFAULT.with(Reaction.RETURN, 5));
    assertThat(parsed("--on-divergence=stop").watch())
        .isEqualTo(WatchSettings.DEFAULT.with(Reaction.STOP, 3));
    assertThat(parsed("--on-divergence=ignore").watch())
        .isEqualTo(WatchSettings.DEFAULT.with(Reaction.IGNORE, 3));
  }

  @ParameterizedTest
  @EnumSource
  void aPresetAloneIsThePublishedRecipe(Preset preset) {
    assertThat(settings("--preset", preset.id())).isEqualTo(TrainSettings.of(preset));
  }

  @Test
  void thePaperIsTheDefault() {
    assertThat(settings()).isEqualTo(TrainSettings.of(Preset.PAPER));
  }

  @Test
  void optimiserFlagsArriveEachInItsPlace() {
    assertThat(
            settings(
                    "--epochs=7 -b=8 --lr=0.5 --bias-lr-factor=3 --no-bias-lr-drops --momentum=0.8"
                        .split(" "))
                .optimiser())
        .isEqualTo(new OptimiserSettings(7, 8, 0.5, 3, false, 0.8, 0.0005, 5, 3, List.of()));
    assertThat(settings("--wd=0.25 --patience=2 --lr-drops=1".split(" ")).optimiser())
        .isEqualTo(new OptimiserSettings(90, 128, 0.01, 1, true, 0.9, 0.25, 2, 1, List.of()));
    assertThat(settings("--lr-drop-epochs=4,6").optimiser().dropEpochs()).containsExactly(4, 6);
  }

  @Test
  void patienceReplacesThePresetsFixedEpochs() {
    assertThat(settings("--preset=krizhevsky2012", "--patience=4").optimiser().dropEpochs())
        .isEmpty();
  }

  static Stream<Arguments> ablations() {
    NetworkSettings n = NetworkSettings.of(Preset.PAPER);
    return Stream.of(
        Arguments.of("--activation=tanh", n.activation() == Activation.TANH ? n : tanh()),
        Arguments.of("--no-lrn", with(Activation.RELU, false, 3, true, 0.5, List.of(), 0)),
        Arguments.of("--pool-size=2", with(Activation.RELU, true, 2, true, 0.5, List.of(), 0)),
        Arguments.of("--no-groups", with(Activation.RELU, true, 3, false, 0.5, List.of(), 0)),
        Arguments.of("--dropout=0", with(Activation.RELU, true, 3, true, 0, List.of(), 0)),
        Arguments.of(
            "--remove-layer=conv3 --remove-layer=conv4",
            with(Activation.RELU, true, 3, true, 0.5, List.of("conv3", "conv4"), 0)),
        Arguments.of(
            "--extra-conv=256", with(Activation.RELU, true, 3, true, 0.5, List.of(), 256)));
  }

  private static NetworkSettings tanh() {
    return with(Activation.TANH, true, 3, true, 0.5, List.of(), 0);
  }

  private static NetworkSettings with(
      Activation activation,
      boolean normalisation,
      int pool,
      boolean groups,
      double dropout,
      List<String> removed,
      int extra) {
    return new NetworkSettings(
        Preset.PAPER, activation, normalisation, pool, groups, dropout, removed, extra);
  }

  @ParameterizedTest
  @MethodSource("ablations")
  void anAblationIsOneFlag(String flags, NetworkSettings expected) {
    TrainSettings base = TrainSettings.of(Preset.PAPER);
    assertThat(settings(flags.split(" ")))
        .isEqualTo(
            new TrainSettings(
                expected, base.augment(), base.optimiser(), base.validationShare(), base.seed()));
  }

  @Test
  void augmentationFlagsArriveEachInItsPlace() {
    assertThat(settings("--no-augment").augment())
        .isEqualTo(new AugmentSettings(false, false, ColourNoise.NONE, 0, Mean.IMAGE, 1));
    assertThat(
            settings(
                    "--color-noise=0.3 --color-noise-kind=as-run --mean=rgb --input-scale=0.5"
                        .split(" "))
                .augment())
        .isEqualTo(new AugmentSettings(true, true, ColourNoise.AS_RUN, 0.3, Mean.RGB, 0.5));
  }

  @Test
  void seedAndShareArrive() {
    TrainSettings settings = settings("--seed=-3", "--val-share=0.25");
    assertThat(settings.seed()).isEqualTo(-3);
    assertThat(settings.validationShare()).isEqualTo(0.25);
  }

  static Stream<Arguments> defaults() {
    return Stream.of(Preset.values())
        .flatMap(
            preset -> {
              OptimiserSettings o = TrainSettings.of(preset).optimiser();
              AugmentSettings a = TrainSettings.of(preset).augment();
              return Stream.of(
                  Arguments.of("--epochs", o.epochs()),
                  Arguments.of("--batch-size", o.batchSize()),
                  Arguments.of("--lr", o.learningRate()),
                  Arguments.of("--bias-lr-factor", o.biasRateFactor()),
                  Arguments.of("--momentum", o.momentum()),
                  Arguments.of("--weight-decay", o.weightDecay()),
                  Arguments.of("--patience", o.patience()),
                  Arguments.of("--lr-drops", o.drops()),
                  Arguments.of(
                      "--divergence-returns", WatchSettings.DEFAULT.divergence().returns()),
                  Arguments.of("--color-noise", a.noiseStrength()),
                  Arguments.of("--input-scale", a.scale()));
            });
  }

  private static String plain(Number value) {
    return BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros().toPlainString();
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void theHelpNamesEveryPresetsDefault(String option, Number value) {
    OptionSpec spec =
        new CommandLine(new TrainCommand(new Captured(false).output()))
            .getCommandSpec()
            .findOption(option);
    String said = String.join(" ", spec.description()).replaceAll(".*Default:", "");
    assertThat(said).containsPattern("[ ]" + plain(value) + "(?![0-9])");
  }
}
