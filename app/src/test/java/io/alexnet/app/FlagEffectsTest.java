package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.network.Preset;
import io.alexnet.train.TrainSettings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A flag of {@code train} makes another network or another training, or it is refused. */
class FlagEffectsTest {
  private static TrainSettings settings(String... flags) {
    TrainCommand command = new TrainCommand(new Captured(false).output());
    String[] all =
        Stream.concat(Stream.of("data", "--run", "run"), Arrays.stream(flags))
            .toArray(String[]::new);
    new CommandLine(command).parseArgs(all);
    command.watch();
    return command.settings();
  }

  /** Every flag at values that are no preset's own, and at the switches' only value. */
  private static final List<String> FLAGS =
      List.of(
          "--activation=tanh",
          "--no-lrn",
          "--pool-size=2",
          "--no-groups",
          "--dropout=0",
          "--dropout=0.3",
          "--remove-layer=conv3",
          "--remove-layer=fc7",
          "--extra-conv=64",
          "--no-augment",
          "--color-noise=0.3",
          "--color-noise-kind=paper",
          "--color-noise-kind=as-run",
          "--mean=image",
          "--mean=central-image",
          "--mean=rgb",
          "--mean=imagenet",
          "--input-scale=0.5",
          "--epochs=7",
          "-b=8",
          "--lr=0.5",
          "--bias-lr-factor=3",
          "--momentum=0.8",
          "--weight-decay=0.25",
          "--patience=3",
          "--lr-drops=1",
          "--lr-drop-epochs=4,6");

  static Stream<Arguments> flags() {
    return Stream.of(Preset.values())
        .flatMap(preset -> FLAGS.stream().map(flag -> Arguments.of(preset, flag)));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aFlagChangesTheNetworkOrItsTrainingOrIsRefused(Preset preset, String flag) {
    TrainSettings base = TrainSettings.of(preset);
    TrainSettings changed;
    try {
      changed = settings("--preset", preset.id(), flag);
    } catch (ParameterException e) {
      assertThat(e).hasMessageContaining(preset.id());
      assertThat(e).hasMessageNotContaining("\n");
      return;
    }
    boolean asThePresetHasIt =
        flag.equals("--mean=" + Values.word(base.augment().mean()))
            || flag.equals("--color-noise-kind=" + Values.word(base.augment().colourNoise()));
    if (!asThePresetHasIt) {
      boolean sameNetwork = changed.network().network(10).equals(base.network().network(10));
      boolean sameTraining =
          changed.augment().equals(base.augment()) && changed.optimiser().equals(base.optimiser());
      assertThat(sameNetwork && sameTraining).as("no difference").isFalse();
      assertThat(changed.network().equals(base.network()))
          .as("settings that differ are of networks that differ")
          .isEqualTo(sameNetwork);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--preset=cifar --no-lrn | --no-lrn has no effect: preset cifar has no normalisation (its"
            + " layers: conv1, conv2, conv3, fc4)",
        "--preset=cifar --dropout=0.5 | --dropout has no effect: preset cifar has no dropout",
        "--preset=cifar --dropout=0 | --dropout has no effect: preset cifar has no dropout",
        "--preset=cifar --no-groups | --no-groups has no effect: preset cifar has no grouped"
            + " convolution",
        "--preset=cifar --no-augment | --no-augment has no effect",
        "--preset=cifar --color-noise=0.1 | --color-noise has no effect: preset cifar has no",
        "--preset=cifar --color-noise-kind=paper | choose a strength above 0 too",
        "--preset=cifar --mean=central-image | --mean has no effect",
        "--no-augment --color-noise-kind=paper | --color-noise-kind has no effect",
        "--no-augment --color-noise=0.3 | --color-noise has no effect",
        "--no-augment --mean=central-image | --mean has no effect",
        "--remove-layer=fc6 --remove-layer=fc7 --dropout=0.3 | --dropout has no effect: preset"
            + " paper without fc6, fc7 has no dropout",
        "--remove-layer=conv1 --remove-layer=conv2 --no-lrn | --no-lrn has no effect",
        "--remove-layer=conv6 --extra-conv=64 | --extra-conv has no effect: the layer is removed",
        "--lr-drop-epochs=4 --patience=3 | --patience has no effect",
        "--lr-drop-epochs=4 --lr-drops=3 | --lr-drops has no effect",
        "--bias-lr-factor=0 --no-bias-lr-drops | --bias-lr-drops has no effect",
        "--on-divergence=stop --divergence-returns=2 | --divergence-returns has no effect",
        "--remove-layer=conv7 | preset paper has no layer 'conv7'; its layers are conv1, conv2,"
            + " conv3, conv4, conv5, fc6, fc7, fc8",
        "--remove-layer=conv3 --remove-layer=conv3 | layer conv3 is removed twice",
        "--remove-layer=fc8 | layer fc8 cannot be removed"
      })
  void aFlagWithoutEffectIsRefusedWithTheReason(String flags, String reason) {
    assertThatThrownBy(() -> settings(flags.split(" ")))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "--activation=relu",
    "--dropout=0.5",
    "--pool-size=3",
    "--mean=image",
    "--color-noise=0.1",
    "--color-noise-kind=paper",
    "--patience=5"
  })
  void aFlagThatNamesWhatTheNetworkHasIsAccepted(String flag) {
    assertThat(settings(flag)).isEqualTo(TrainSettings.of(Preset.PAPER));
  }

  @Test
  void onlyThatIsRecordedWhichTheNetworkHas() {
    TrainSettings cifar = settings("--preset=cifar");
    assertThat(cifar.network().normalisation()).isFalse();
    assertThat(cifar.network().groups()).isFalse();
    assertThat(cifar.network().dropout()).isZero();
    assertThat(settings("--remove-layer=fc6", "--remove-layer=fc7").network().dropout()).isZero();
  }
}
