package io.alexnet.train;

import io.alexnet.ingest.ReadOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** A process of its own that trains, saves after every step and says each on a line. */
final class KilledRun {
  static final TrainSettings SETTINGS = Runs.settings(3, 16, 2012);

  private static final SaveSettings EVERY_STEP =
      new SaveSettings(3, OptionalInt.of(1), Optional.empty());

  private KilledRun() {}

  /** Saves after every step. */
  static Training.Request request(Path data, Path run, int workers) {
    return new Training.Request(
        data,
        run,
        SETTINGS,
        OptionalInt.of(workers),
        true,
        Optional.empty(),
        ReadOptions.DEFAULT,
        EVERY_STEP);
  }

  /**
   * @param arguments data, run, number of workers
   */
  public static void main(String[] arguments) {
    Path data = Path.of(arguments[0]);
    Path run = Path.of(arguments[1]);
    Runs.train(
        request(data, run, Integer.parseInt(arguments[2])),
        new Runs.Listener() {
          @Override
          public void step(StepInfo step) {
            int before = (step.epoch() - 1) * step.stepsPerEpoch();
            System.out.println("step " + (before + step.step()));
            System.out.flush();
          }
        });
  }
}
