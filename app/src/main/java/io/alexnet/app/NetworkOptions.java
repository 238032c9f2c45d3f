package io.alexnet.app;

import io.alexnet.network.Activation;
import io.alexnet.train.NetworkSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The paper's ablations of the network, one flag each. */
final class NetworkOptions {
  @Option(
      names = "--activation",
      paramLabel = "relu|tanh",
      converter = ActivationName.class,
      description = "Nonlinearity (paper, section 3.1). Default: relu.")
  private @Nullable Activation activation;

  @Option(
      names = "--no-lrn",
      description =
          "Leave out local response normalisation (section 3.3). Default: as in the preset.")
  private boolean noLrn;

  @Option(
      names = "--pool-size",
      paramLabel = "2|3",
      converter = Values.PoolSize.class,
      description = "Side of the pooling windows; 3 overlaps, 2 does not (3.4). Default: 3.")
  private @Nullable Integer poolSize;

  @Option(
      names = "--no-groups",
      description = "Connect the two halves of conv2, conv4 and conv5. Default: as in the preset.")
  private boolean noGroups;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      converter = Values.BelowOne.class,
      description =
          "Probability of dropping a unit of fc6 and fc7; 0 switches it off (4.2). Default: 0.5;"
              + " cifar has none.")
  private @Nullable Double dropout;

  @Option(
      names = "--remove-layer",
      paramLabel = "NAME",
      description =
          "Leave out a layer, such as conv3; may be given several times (section 6). Default: none.")
  private List<String> removeLayer = List.of();

  @Option(
      names = "--extra-conv",
      paramLabel = "FILTERS",
      converter = Values.CountOrNone.class,
      description = "One more 3x3 convolution on top of the last pooling (6.1). Default: 0, none.")
  private @Nullable Integer extraConv;

  /** The preset's settings with what was asked for changed. */
  NetworkSettings over(NetworkSettings base) {
    return new NetworkSettings(
        base.preset(),
        activation == null ? base.activation() : activation,
        base.normalisation() && !noLrn,
        poolSize == null ? base.poolSize() : poolSize,
        base.groups() && !noGroups,
        dropout == null ? base.dropout() : dropout,
        removeLayer.isEmpty() ? base.removedLayers() : removeLayer,
        extraConv == null ? base.extraConvolution() : extraConv);
  }

  /** relu or tanh. */
  static final class ActivationName implements ITypeConverter<Activation> {
    @Override
    public Activation convert(String value) {
      return Values.word(Activation.class, value);
    }
  }
}
