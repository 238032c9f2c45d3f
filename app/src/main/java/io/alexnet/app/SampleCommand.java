package io.alexnet.app;

import io.alexnet.ingest.sample.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alexnet sample}. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet sample [OPTION]... DIR",
    description = {
      "Writes a data set of drawn JPEGs, to try everything out without a download.",
      ""
    })
final class SampleCommand implements Callable<Integer> {
  static final int TRAIN_PER_CLASS = 120;
  static final int VAL_PER_CLASS = 30;
  static final long SEED = 2012;

  @Parameters(paramLabel = "DIR", description = "Where to: absent or empty.")
  private Path directory = Path.of("");

  @Option(
      names = "--train-per-class",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "Training images of each class, 2 to 9999. Default: 120.")
  private int train = TRAIN_PER_CLASS;

  @Option(
      names = "--val-per-class",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "Validation images of each class, 1 to 9999. Default: 30.")
  private int val = VAL_PER_CLASS;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same seed draws the same pictures. Default: 2012.")
  private long seed = SEED;

  @Mixin private final Output output;

  SampleCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    SampleImages.Written written = SampleImages.write(directory, train, val, seed, output.status());
    output.line(
        "%s: %s of %s, one of them cut short on purpose"
            .formatted(
                directory,
                Text.count(written.images(), "image"),
                Text.count(written.classes(), "class")));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("images", written.images());
    keys.put("classes", written.classes());
    output.result(keys);
    return ExitCode.OK;
  }
}
