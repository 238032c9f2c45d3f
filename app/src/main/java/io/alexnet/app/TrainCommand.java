package io.alexnet.app;

import io.alexnet.ingest.JpegDecoder;
import io.alexnet.network.Preset;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.NetworkSettings;
import io.alexnet.train.TrainSettings;
import io.alexnet.train.Training;
import io.alexnet.train.WatchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alexnet train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet train DATA --run=DIR [OPTION]...",
    description = {
      "Trains a network, or goes on where it was stopped.",
      "",
      "Defaults are the published ones of the preset. SIGTERM and Ctrl-C give up the step under"
          + " way and leave a checkpoint; the same command then goes on. A flag that would change"
          + " nothing in the preset's network or training is refused.",
      ""
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DATA",
      description = "Folder (train/CLASS/..., val/CLASS/... or CLASS/...) or prepared store.")
  private Path data = Path.of("");

  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "Directory of the run: checkpoints, curves, journal. Required.")
  private Path run = Path.of("");

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      converter = Values.PresetName.class,
      description =
          "paper: as published; krizhevsky2012: as it was run; mini: for a CPU; cifar: 32x32"
              + " images. Default: paper.")
  private Preset preset = Preset.PAPER;

  @Option(
      names = "--resume",
      paramLabel = "auto|never",
      converter = Resume.Name.class,
      description =
          "auto goes on with what --run holds, never refuses a run that has begun. Default: auto.")
  private Resume resume = Resume.AUTO;

  @Option(
      names = "--weights",
      paramLabel = "PATH",
      description =
          "Begin with the weights of a checkpoint or a .safetensors file, the last layer drawn anew"
              + " if it does not fit. Default: drawn at random.")
  private @Nullable Path weights;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of the weights, the order, the augmentation, the dropout. Default: 2012.")
  private @Nullable Long seed;

  @Option(
      names = "--val-share",
      paramLabel = "X",
      converter = Values.Share.class,
      description = "Share held out of each class where DATA has no val. Default: 0.1.")
  private @Nullable Double validationShare;

  @Option(
      names = "--supervise",
      description =
          "Train in a process of its own, which is started again from the last checkpoint if it"
              + " dies. Default: off.")
  private boolean supervise;

  @Mixin private SaveOptions saves = new SaveOptions();
  @Mixin private TrackOptions tracks = new TrackOptions();
  @Mixin private OptimiserOptions optimiser = new OptimiserOptions();
  @Mixin private DivergenceOptions divergence = new DivergenceOptions();
  @Mixin private AugmentOptions augment = new AugmentOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();
  @Mixin private ReadingOptions reading = new ReadingOptions();
  @Mixin private ToleranceOptions faults = new ToleranceOptions();
  @Mixin private WorkerOptions workers = new WorkerOptions();
  @Mixin private final Output output;

  TrainCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.about(run);
    Training.requireNoWriter(run);
    if (supervise) {
      return new Supervisor(output, unsupervised()).run();
    }
    Optional<JpegDecoder> begunWith =
        resume == Resume.AUTO ? Checkpoint.decoderOfLast(run) : Optional.empty();
    Training.Request request =
        new Training.Request(
                data,
                run,
                settings(),
                workers.asked(),
                resume == Resume.AUTO,
                Optional.ofNullable(weights),
                reading.readOptions(begunWith, output),
                saves.settings())
            .with(watch())
            .with(tracks.settings())
            .with(faults.tolerance());
    TrainRun trained = TrainRun.of(request, output);
    trained.report(output);
    return trained.exitCode();
  }

  /** The command line as given, but for what made this process a supervisor. */
  private List<String> unsupervised() {
    CommandLine whole = spec.root().commandLine();
    return whole.getParseResult().originalArgs().stream()
        .filter(word -> !word.equals("--supervise"))
        .toList();
  }

  /** What is done when training goes wrong. */
  WatchSettings watch() {
    if (divergence.returnsAreIdle()) {
      throw FlagEffects.refused(
          spec.commandLine(), "--divergence-returns", "only --on-divergence return goes back");
    }
    return divergence.watch();
  }

  /** The preset with what was asked for changed. */
  TrainSettings settings() {
    TrainSettings base = TrainSettings.of(preset);
    TrainSettings asked =
        new TrainSettings(
            checked(network.over(base.network())),
            augment.over(base.augment()),
            optimiser.over(base.optimiser()),
            Objects.requireNonNullElse(validationShare, base.validationShare()),
            Objects.requireNonNullElse(seed, base.seed()));
    FlagEffects.require(spec.commandLine(), asked);
    augment
        .idle(base.augment())
        .ifPresent(
            reason -> {
              throw new ParameterException(
                  spec.commandLine(), "%s (preset %s)".formatted(reason, preset.id()));
            });
    return asked;
  }

  /** Refuses what does not fit together before anything is read. */
  private NetworkSettings checked(NetworkSettings settings) {
    try {
      settings.network(2).parameters();
      return settings;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "The network does not fit together: " + e.getMessage(), e);
    }
  }
}
