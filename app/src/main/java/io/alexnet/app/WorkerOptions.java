package io.alexnet.app;

import io.alexnet.common.OrderedWorkers;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many threads make images ready, for every command that has such threads. */
final class WorkerOptions {
  @Option(
      names = {"-j", "--workers"},
      paramLabel = "N",
      converter = Values.Count.class,
      description =
          "Threads that read and prepare images. No result depends on it. Default: one for each"
              + " core; in training no more of them than it needs.")
  private @Nullable Integer workers;

  /** What was asked for. */
  OptionalInt asked() {
    return workers == null ? OptionalInt.empty() : OptionalInt.of(workers);
  }

  OrderedWorkers start() {
    return new OrderedWorkers(asked().orElse(Runtime.getRuntime().availableProcessors()), "images");
  }
}
