package io.alexnet.app;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.evaluate.EvaluationReport;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.TurnNotes;
import io.alexnet.network.AlexNet;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.Measured;
import io.alexnet.train.Measured.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alexnet evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet evaluate DATA --checkpoint=DIR [OPTION]...",
    description = {"Measures top-1 and top-5 error over a data set.", ""})
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DATA",
      description = "Folder (train/CLASS/..., val/CLASS/... or CLASS/...) or prepared store.")
  private Path data = Path.of("");

  @Mixin private TrainedOptions options = new TrainedOptions();

  @Option(
      names = "--split",
      paramLabel = "val|test|train|all",
      converter = SplitName.class,
      description =
          "Which images. Default: val if there is one, else all, but never images that the"
              + " checkpoint was trained on.")
  private @Nullable Split split;

  @Mixin private ReadingOptions reading = new ReadingOptions();
  @Mixin private ToleranceOptions faults = new ToleranceOptions();
  @Mixin private WorkerOptions workers = new WorkerOptions();
  @Mixin private final Output output;

  EvaluateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Checkpoint trained = options.open();
    int side = trained.statistics().side();
    DataSet images = DataSet.openFor(trained.classes(), data, side, reading.readOptions(trained));
    output.note(images.describe());
    images.outlast(faults.tolerance().outage(), output::note);
    DecoderChoice.compare(trained, images.decoder(), output);
    Measured chosen =
        split == null ? Measured.byDefault(trained, images) : Measured.of(split, trained, images);
    output.note("evaluating %s with %s".formatted(chosen.name(), trained.directory()));
    long start = System.nanoTime();
    try (AlexNet network = trained.network();
        OrderedWorkers threads = workers.start()) {
      EvaluationReport report =
          new Evaluator(network, trained.statistics(), trained.settings().augment())
              .evaluate(chosen.images(), options.views(), threads, output.status());
      report
          .missing()
          .forEach(m -> output.line("missing: %s (%s)".formatted(m.name(), m.reason())));
      TurnNotes.line(threads.meter().unturned()).ifPresent(output::note);
      faults.require(report.missing().size(), report.total());
      report(report, chosen.name(), images, (System.nanoTime() - start) * 1e-9);
    }
    return ExitCode.OK;
  }

  /** val, test, train or all. */
  static final class SplitName implements ITypeConverter<Split> {
    @Override
    public Split convert(String value) {
      return Values.word(Split.class, value);
    }
  }

  private void report(EvaluationReport report, String splitName, DataSet data, double seconds) {
    output.line(
        "top-1 error %s, top-5 error %s, %s of each picture"
            .formatted(
                Text.percent(report.top1Error()),
                Text.percent(report.top5Error()),
                Text.count(report.views().count(), "view")));
    output.line(
        "%d images evaluated %s %d in set"
            .formatted(report.images(), report.complete() ? "=" : "of", report.total()));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("images", report.images());
    keys.put("views", report.views().count());
    keys.put("top1_error", report.top1Error());
    keys.put("top5_error", report.top5Error());
    keys.put("loss", report.loss());
    keys.put("data", DataKeys.of(data));
    keys.put("split", splitName);
    keys.put("total", report.total());
    keys.put("complete", report.complete());
    keys.put(
        "missing",
        report.missing().stream()
            .map(m -> Map.of("file", m.name(), "reason", m.reason()))
            .toList());
    keys.put("seconds", seconds);
    keys.put("images_per_second", report.images() / seconds);
    output.result(keys);
  }
}
