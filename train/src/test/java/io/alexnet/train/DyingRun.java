package io.alexnet.train;

import io.alexnet.train.faulty.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A process of its own that trains and, at a moment of a save, is no more. */
final class DyingRun {
  private DyingRun() {}

  /**
   * @param arguments data, run, a {@link SaveMoment}, and which time it comes that moment is the
   *     last: from 1
   */
  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[0]);
    Path run = Path.of(arguments[1]);
    SaveMoment moment = SaveMoment.valueOf(arguments[2]);
    AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[3]));
    Path lost = run.resolveSibling(run.getFileName() + "-lost-" + ProcessHandle.current().pid());
    FaultyDisk disk = new FaultyDisk(Files.createDirectories(run), lost);
    disk.rule(
        operation -> {
          if (moment.is(operation) && left.decrementAndGet() == 0) {
            // No handler, no hook, no tidying up: as kill -9.
            Runtime.getRuntime().halt(TrainingProcess.KILLED);
          }
        });
    Runs.train(KilledRun.request(data, disk.root(), 2, 1, 3), new Runs.Listener());
  }
}
