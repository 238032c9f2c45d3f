package io.alexnet.app;

import io.alexnet.augment.Views;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.evaluate.EvaluationReport;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.DamageLimits;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Prepare;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.sample.SampleImages;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Preset;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.SaveSettings;
import io.alexnet.train.TrainSettings;
import io.alexnet.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alexnet quickstart}: the whole way, small. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet quickstart [OPTION]... [DIR]",
    description = {
      "The whole way on drawn pictures: sample, prepare, train, evaluate.",
      "",
      "Needs no data, no network and no GPU; takes some minutes on two cores.",
      ""
    })
final class QuickstartCommand implements Callable<Integer> {
  private static final Preset PRESET = Preset.MINI;
  private static final int EPOCHS = 20;
  private static final List<Integer> DROPS = List.of(15, 18);

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Where to: absent or empty. Default: the next free ./runs/quickstart-N.")
  private @Nullable Path directory;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "Passes over the training images. Default: 20.")
  private int epochs = EPOCHS;

  @Mixin private WorkerOptions workers = new WorkerOptions();
  @Mixin private final Output output;

  QuickstartCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    Path root = directory == null ? nextFree(Path.of("runs")) : directory;
    Path store = root.resolve("store");
    Path run = root.resolve("run");
    draw(root.resolve("data"));
    prepare(root.resolve("data"), store);
    output.note("3/4 training the %s network, %d epochs".formatted(PRESET.id(), epochs));
    TrainRun trained = TrainRun.of(request(store, run), output);
    if (trained.result().stopped()) {
      trained.report(output);
      return trained.exitCode();
    }
    report(evaluate(store, run), root, (System.nanoTime() - start) * 1e-9);
    return ExitCode.OK;
  }

  private void draw(Path data) throws IOException {
    output.note("1/4 drawing pictures in " + data);
    SampleImages.write(
        data,
        SampleCommand.TRAIN_PER_CLASS,
        SampleCommand.VAL_PER_CLASS,
        SampleCommand.SEED,
        output.status());
  }

  private void prepare(Path data, Path store) {
    output.note("2/4 preparing them in " + store);
    try (OrderedWorkers threads = workers.start()) {
      DataSet source = DataSet.open(data, side(), ReadOptions.DEFAULT);
      output.note(source.describe());
      PrepareReport report = new PrepareReport(output, () -> false);
      Prepare.run(source, store, DamageLimits.DEFAULT, threads, report)
          .rejected()
          .forEach(rejection -> output.note("left out: " + rejection));
    }
  }

  private static int side() {
    return PRESET.network(1).geometry().imageSide();
  }

  private Training.Request request(Path store, Path run) {
    TrainSettings published = TrainSettings.of(PRESET);
    TrainSettings settings =
        new TrainSettings(
            published.network(),
            published.augment(),
            OptimiserOptions.of(epochs, DROPS).over(published.optimiser()),
            published.validationShare(),
            published.seed());
    return new Training.Request(
        store,
        run,
        settings,
        workers.asked(),
        false,
        Optional.empty(),
        ReadOptions.DEFAULT,
        SaveSettings.DEFAULT);
  }

  private EvaluationReport evaluate(Path store, Path run) {
    output.note("4/4 evaluating, ten patches of each picture");
    Checkpoint best = Checkpoint.open(run);
    try (AlexNet network = best.network();
        OrderedWorkers threads = workers.start()) {
      DataSet data = DataSet.open(store, side(), ReadOptions.DEFAULT);
      return new Evaluator(network, best.statistics(), best.settings().augment())
          .evaluate(data.validation().orElseThrow(), Views.TEN, threads, output.status());
    }
  }

  private void report(EvaluationReport report, Path root, double seconds) {
    output.line("");
    output.line(
        "top-1 error %s, top-5 error %s on %s the network has never seen; %s in all"
            .formatted(
                Text.percent(report.top1Error()),
                Text.percent(report.top5Error()),
                Text.count(report.images(), "picture"),
                Text.duration(seconds)));
    output.line("");
    output.line("now try:");
    // As it was called, so that the lines can be copied.
    String alexnet = "  " + System.getProperty("alexnet.command", "alexnet");
    output.line(
        "%s predict --checkpoint %s/run %s/data/val/*/0001.jpg".formatted(alexnet, root, root));
    output.line("%s evaluate %s/data --checkpoint %s/run --views 1".formatted(alexnet, root, root));
    output.line(alexnet + " train YOUR-PICTURES --run runs/mine --preset mini");
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("top1_error", report.top1Error());
    keys.put("top5_error", report.top5Error());
    keys.put("seconds", seconds);
    keys.put("images", report.images());
    keys.put("views", report.views().count());
    keys.put("run", root.resolve("run").toString());
    output.result(keys);
  }

  private static Path nextFree(Path runs) {
    return IntStream.iterate(1, n -> n + 1)
        .mapToObj(n -> runs.resolve("quickstart-" + n))
        .filter(candidate -> Files.notExists(candidate))
        .findFirst()
        .orElseThrow();
  }
}
