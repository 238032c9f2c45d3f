package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Progress;
import io.alexnet.ingest.DamageLimits;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Prepare;
import io.alexnet.ingest.PrepareListener;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.sample.SampleImages;
import io.alexnet.network.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Small real runs: eighty synthetic photographs, five steps to an epoch. */
final class Runs {
  static final int STEPS_PER_EPOCH = 5;
  static final TrainSettings SETTINGS = settings(2, 16, 2012);

  private Runs() {}

  static TrainSettings settings(int epochs, int batch, long seed) {
    TrainSettings mini = TrainSettings.of(Preset.MINI);
    OptimiserSettings optimiser =
        new OptimiserSettings(epochs, batch, 0.01, 1, true, 0.9, 0.0005, 3, 3, List.of());
    return new TrainSettings(mini.network(), mini.augment(), optimiser, 0.1, seed);
  }

  /** A folder of sample images, one of them broken. */
  static Path folder(Path directory) throws IOException {
    Path folder = directory.resolve("images");
    SampleImages.write(folder, 8, 3, 1, Progress.NONE);
    return folder;
  }

  static Path store(Path folder, Path out) {
    try (OrderedWorkers workers = new OrderedWorkers(2, "prepare")) {
      Prepare.run(
          DataSet.open(folder, 72, ReadOptions.DEFAULT),
          out,
          new DamageLimits(0.05, 0.2, 1),
          workers,
          PrepareListener.NONE);
      return out;
    }
  }

  static Training.Request request(Path data, Path run, TrainSettings settings) {
    return new Training.Request(
        data,
        run,
        settings,
        OptionalInt.of(2),
        true,
        Optional.empty(),
        ReadOptions.DEFAULT,
        SaveSettings.DEFAULT);
  }

  static TrainResult train(Path data, Path run) {
    return train(request(data, run, SETTINGS), new Listener());
  }

  static TrainResult train(Training.Request request, Listener listener) {
    return Training.run(request, listener, listener.control);
  }

  /** What the bytes of a run's last checkpoint are. */
  static List<String> digests(Path run) throws IOException {
    return digestsOf(run.resolve("checkpoints/last"));
  }

  /** What the bytes of a checkpoint are. */
  static List<String> digestsOf(Path checkpoint) throws IOException {
    return List.of(
        DurableFiles.sha256(checkpoint.resolve("model.safetensors")),
        DurableFiles.sha256(checkpoint.resolve("state.json")));
  }

  /** Remembers what it hears; stops after a number of steps. */
  static class Listener implements TrainListener {
    final RunControl control = new RunControl();
    final List<String> notes = new ArrayList<>();
    final List<StepInfo> steps = new ArrayList<>();
    final List<EpochInfo> epochs = new ArrayList<>();
    final List<SaveInfo> saves = new ArrayList<>();
    final List<RunControl.State> states = new ArrayList<>();
    final List<Journal.Entry> events = new ArrayList<>();
    private final int stopAfter;

    Listener() {
      this(Integer.MAX_VALUE);
    }

    Listener(int stopAfter) {
      this.stopAfter = stopAfter;
    }

    @Override
    public void note(String line) {
      notes.add(line);
    }

    @Override
    public void step(StepInfo step) {
      steps.add(step);
      if (steps.size() == stopAfter) {
        control.stop("test");
      }
    }

    @Override
    public void epoch(EpochInfo epoch) {
      epochs.add(epoch);
    }

    @Override
    public void saved(SaveInfo save) {
      saves.add(save);
    }

    @Override
    public void state(RunControl.State state) {
      states.add(state);
    }

    @Override
    public void event(Journal.Entry entry) {
      events.add(entry);
    }

    @Override
    public void at(String what, long done, long total) {}
  }
}
