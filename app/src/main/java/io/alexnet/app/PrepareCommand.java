package io.alexnet.app;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Prepare;
import io.alexnet.ingest.Rejection;
import io.alexnet.ingest.Tolerance;
import io.alexnet.ingest.TurnNotes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alexnet prepare}. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet prepare DATA --out=STORE [OPTION]...",
    description = {
      "Decodes and rescales every image of a folder once and writes a store that training and"
          + " evaluation read fast.",
      "",
      "Whatever ends it before, Ctrl-C or a crash: the same command goes on where it was.",
      ""
    })
final class PrepareCommand implements Callable<Integer> {
  private static final int SIDE = 256;

  @Parameters(
      paramLabel = "DATA",
      description = "Folder: train/CLASS/... and val/CLASS/..., or CLASS/... alone.")
  private Path data = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "STORE",
      required = true,
      description = "Directory to make: absent or empty. Required.")
  private Path out = Path.of("");

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      converter = Values.Count.class,
      description =
          "Side of the stored images; smaller ones can be made of them later. Default: 256, as in"
              + " the paper.")
  private int side = SIDE;

  @Mixin private ReadingOptions reading = new ReadingOptions();
  @Mixin private ToleranceOptions faults = new ToleranceOptions();
  @Mixin private WorkerOptions workers = new WorkerOptions();
  @Mixin private final Output output;

  PrepareCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    DataSet source = DataSet.open(data, side, reading.readOptions(Prepare.begunWith(out), output));
    output.note(source.describe());
    if (source.splits().containsKey(DataSet.TEST)) {
      output.note(
          "the test images are not written into the store: evaluate the folder with --split=test");
    }
    Tolerance tolerance = faults.tolerance();
    source.outlast(tolerance.outage(), output::note);
    try (StopSignals signals = new StopSignals();
        OrderedWorkers threads = workers.start()) {
      PrepareReport progress = new PrepareReport(output, signals::received);
      Prepare.Report report = Prepare.run(source, out, tolerance.damage(), threads, progress);
      report(report, source);
      return report.complete() ? ExitCode.OK : signals.exitCode();
    }
  }

  private void report(Prepare.Report report, DataSet source) {
    double perSecond = report.imagesPerSecond();
    output.line(
        "%s: %s%s in %s (%.0f a second), %d left out"
            .formatted(
                out,
                report.complete() ? "" : "stopped after ",
                Text.count(report.images(), "image"),
                Text.duration(report.seconds()),
                perSecond,
                report.rejected().size()));
    if (!report.complete()) {
      output.line("the same command goes on where this one was");
    }
    TurnNotes.line(report.unturned()).ifPresent(output::note);
    report.rejected().forEach(rejection -> output.line("left out: %s".formatted(rejection)));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("data", DataKeys.of(source));
    keys.put("images", report.images());
    keys.put("earlier", report.earlier());
    keys.put("rejected", report.rejected().size());
    keys.put("unturned", report.unturned());
    keys.put("seconds", report.seconds());
    keys.put("images_per_second", perSecond);
    keys.put("rejections", rejections(report.rejected()));
    keys.put("stopped", !report.complete());
    output.result(keys);
  }

  private static List<Map<String, String>> rejections(List<Rejection> rejected) {
    return rejected.stream()
        .map(rejection -> Map.of("file", rejection.name(), "reason", rejection.reason()))
        .toList();
  }
}
