package io.alexnet.train;

import io.alexnet.ingest.ReadOptions;
import io.alexnet.train.RunControl.State;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A process of its own that trains and says on a line each what it has done: a step taken, a save
 * begun (and so the one before it ended).
 */
final class KilledRun {
  static final TrainSettings SETTINGS = Runs.settings(3, 16, 2012);
  static final String STEP = "step ";
  static final String SAVING = "saving ";

  private KilledRun() {}

  /**
   * @param interval steps from one save to the next
   */
  static Training.Request request(Path data, Path run, int workers, int interval, int kept) {
    return new Training.Request(
        data,
        run,
        SETTINGS,
        OptionalInt.of(workers),
        true,
        Optional.empty(),
        ReadOptions.DEFAULT,
        new SaveSettings(kept, OptionalInt.of(interval), Optional.empty()));
  }

  /**
   * @param arguments data, run, number of workers, steps from one save to the next, checkpoints
   *     kept
   */
  public static void main(String[] arguments) {
    Training.Request request =
        request(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    Runs.train(request, new Speaker());
  }

  private static final class Speaker extends Runs.Listener {
    private State before = State.STARTING;
    private int taken;

    @Override
    public void step(StepInfo step) {
      taken = (step.epoch() - 1) * step.stepsPerEpoch() + step.step();
      say(STEP);
    }

    @Override
    public void state(State state) {
      if (before == State.SAVING) {
        say(SAVING);
      }
      before = state;
    }

    private void say(String what) {
      System.out.println(what + taken);
      System.out.flush();
    }
  }
}
