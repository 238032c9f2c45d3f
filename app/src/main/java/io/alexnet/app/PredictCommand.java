package io.alexnet.app;

import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.Decoder;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.TurnNotes;
import io.alexnet.network.AlexNet;
import io.alexnet.train.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alexnet predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet predict --checkpoint=DIR [OPTION]... FILE...",
    description = {"Says what pictures show: the five most probable classes of each.", ""})
final class PredictCommand implements Callable<Integer> {
  private static final int BEST = 5;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "JPEG, PNG, GIF, BMP, WebP or TIFF files.")
  private List<Path> files = List.of();

  @Mixin private TrainedOptions options = new TrainedOptions();
  @Mixin private ReadingOptions reading = new ReadingOptions();
  @Mixin private final Output output;

  private final List<Map<String, Object>> predictions = new ArrayList<>();
  private final List<Map<String, String>> failed = new ArrayList<>();

  PredictCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Checkpoint trained = options.open();
    List<String> classes = trained.classes().names();
    ReadOptions read = reading.readOptions(trained);
    DecoderChoice.compare(trained, read.decoder(), output);
    PipelineMeter meter = new PipelineMeter();
    try (AlexNet network = trained.network()) {
      Evaluator evaluator =
          new Evaluator(network, trained.statistics(), trained.settings().augment());
      int side = trained.statistics().side();
      for (Path file : files) {
        Decoded decoded = Decoder.decode(file, side, read, meter);
        if (decoded instanceof Decoded.Ok ok) {
          predicted(file, best(evaluator, ok.image(), classes));
        } else if (decoded instanceof Decoded.Rejected rejected) {
          output.error("%s: %s".formatted(file, rejected.reason()));
          failed.add(Map.of("file", file.toString(), "reason", rejected.reason()));
        }
      }
    }
    TurnNotes.line(meter.unturned()).ifPresent(output::note);
    output.result(keys());
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** One class and how probable it is. */
  private record Guess(String name, double probability) {
    Map<String, Object> keys() {
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("class", name);
      keys.put("probability", probability);
      return keys;
    }
  }

  private List<Guess> best(Evaluator evaluator, RgbImage image, List<String> classes) {
    double[] probabilities = evaluator.probabilities(image, options.views());
    return IntStream.range(0, classes.size())
        .mapToObj(label -> new Guess(classes.get(label), probabilities[label]))
        .sorted(Comparator.comparingDouble(Guess::probability).reversed())
        .limit(BEST)
        .toList();
  }

  private void predicted(Path file, List<Guess> best) {
    output.line(file.toString());
    best.forEach(
        guess -> output.line("%8s  %s".formatted(Text.percent(guess.probability()), guess.name())));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("file", file.toString());
    keys.put("top5", best.stream().map(Guess::keys).toList());
    predictions.add(keys);
  }

  private Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("predictions", predictions);
    keys.put("views", options.views().count());
    keys.put("failed", failed);
    return keys;
  }
}
