package io.alexnet.app;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How pictures become network inputs. */
final class AugmentOptions {
  @Option(
      names = "--no-augment",
      description =
          "No random crop, no mirroring, no colour noise (section 4.1). Default: as in the preset;"
              + " cifar has none.")
  private boolean noAugment;

  @Option(
      names = {"--color-noise", "--colour-noise"},
      paramLabel = "STRENGTH",
      converter = Values.NotNegative.class,
      description = "Standard deviation of the colour noise (4.1). Default: 0.1; cifar 0.")
  private @Nullable Double noiseStrength;

  @Option(
      names = {"--color-noise-kind", "--colour-noise-kind"},
      paramLabel = "none|paper|as-run",
      converter = NoiseName.class,
      description =
          "By the paper's formula, or as the released code has it. Default: paper;"
              + " krizhevsky2012 and mini as-run, cifar none.")
  private @Nullable ColourNoise noise;

  @Option(
      names = "--mean",
      paramLabel = "image|central-image|rgb|imagenet",
      converter = MeanName.class,
      description =
          "What is subtracted from the pixels. Default: image; krizhevsky2012 central-image, mini"
              + " rgb.")
  private @Nullable Mean mean;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      converter = Values.Positive.class,
      description = "Factor on the inputs after that. Default: 1; mini 0.015625.")
  private @Nullable Double scale;

  /**
   * Why a flag has no effect, if one has none: beside {@code --no-augment}, or where no images are
   * varied.
   *
   * @param base the preset's settings
   */
  Optional<String> idle(AugmentSettings base) {
    if (noAugment && noise != null) {
      return Optional.of(
          "--color-noise-kind has no effect: --no-augment switches the colour noise off");
    }
    boolean varied = base.crop() || base.flip() || base.colourNoise() != ColourNoise.NONE;
    return noAugment && !varied
        ? Optional.of(
            "--no-augment has no effect: the preset does not crop, mirror or recolour images")
        : Optional.empty();
  }

  /** The preset's settings with what was asked for changed. */
  AugmentSettings over(AugmentSettings base) {
    ColourNoise chosen = noise == null ? base.colourNoise() : noise;
    return new AugmentSettings(
        base.crop() && !noAugment,
        base.flip() && !noAugment,
        noAugment ? ColourNoise.NONE : chosen,
        noiseStrength == null ? base.noiseStrength() : noiseStrength,
        mean == null ? base.mean() : mean,
        scale == null ? base.scale() : scale);
  }

  /** none, paper or as-run. */
  static final class NoiseName implements ITypeConverter<ColourNoise> {
    @Override
    public ColourNoise convert(String value) {
      return Values.word(ColourNoise.class, value);
    }
  }

  /** image, central-image, rgb or imagenet. */
  static final class MeanName implements ITypeConverter<Mean> {
    @Override
    public Mean convert(String value) {
      return Values.word(Mean.class, value);
    }
  }
}
