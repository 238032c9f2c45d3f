package io.alexnet.bench;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench prepare}. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "A folder made into a store, against decoding and rescaling its images alone.",
      ""
    })
final class PrepareCommand implements Callable<Integer> {
  private static final int TRIES = 50;

  @Parameters(
      paramLabel = "FOLDER",
      description = "A folder of images as alexnet prepare takes it.")
  private Path folder = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "N",
      converter = Count.class,
      description =
          "Images to a measurement: those of the folder, again and again. Default:"
              + " ${DEFAULT-VALUE}.")
  private int images = 1000;

  @Mixin private Threads threads = new Threads();
  @Mixin private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws Exception {
    int workers = threads.count();
    Path stores = Files.createTempDirectory("bench-prepare-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(stores)));
    measuring.compare(
        "prepare, %d workers".formatted(workers),
        Side.own("ours", PrepareSide.class, workers, folder, workers, images, stores),
        Side.own("decode", DecodeSide.class, workers, folder, workers, images));
    measuring.finish();
    return 0;
  }

  /** However the process ends: after Ctrl-C the side may be writing for a moment yet. */
  private static void delete(Path stores) {
    for (int i = 0; i < TRIES && Files.exists(stores); i++) {
      try {
        DurableFiles.deleteTree(stores);
      } catch (IOException | UncheckedIOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
  }
}
