package io.alexnet.bench;

import io.alexnet.common.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench pipeline}. */
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "JPEG files to full batches of floats, against Python's torchvision with one process for each"
          + " thread.",
      ""
    })
final class PipelineCommand implements Callable<Integer> {
  private static final Path SYSTEM_PYTHON = Path.of("/usr/bin/python3");

  @Parameters(paramLabel = "FOLDER", description = "Holds CLASS/*.jpg, at least two classes.")
  private Path folder = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "N",
      converter = Count.class,
      description =
          "Images to a measurement, made a multiple of 128 for each thread. Default: 256 for each"
              + " thread.")
  private int images;

  @Option(
      names = "--python",
      paramLabel = "PROGRAM",
      description =
          "Python with torchvision and Pillow. Default: /usr/bin/python3 if there is one, else"
              + " python3.")
  private String python = Files.isExecutable(SYSTEM_PYTHON) ? SYSTEM_PYTHON.toString() : "python3";

  @Mixin private Threads threads = new Threads();
  @Mixin private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(folder)) {
      throw new UserException(folder + " is not a directory: name a folder of class directories");
    }
    int workers = threads.count();
    int share = workers * BatchesSide.BATCH;
    int rounded = images == 0 ? 2 * share : (images + share - 1) / share * share;
    Path script = Path.of(System.getProperty("bench.peers", "bench/src/main/python"));
    measuring.compare(
        "JPEG to batches, %d workers".formatted(workers),
        Side.own("ours", BatchesSide.class, workers, folder, workers, rounded),
        new Side(
            "torchvision",
            List.of(
                python,
                script.resolve("pipeline_peer.py").toString(),
                folder.toString(),
                Integer.toString(workers),
                Integer.toString(rounded)),
            Map.of()));
    measuring.finish();
    return 0;
  }
}
