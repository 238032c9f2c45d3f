package io.alexnet.train;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.UserException;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import io.alexnet.ingest.TrainedOn;
import io.alexnet.network.AlexNet;
import io.alexnet.train.CheckpointState.Colours;
import io.alexnet.train.CheckpointState.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a run is made of, put together by {@link RunSetup}. Owns its workers, its network, its saves
 * and its directory.
 *
 * @param settings that it was begun with
 * @param trainedOn tells its training images from others
 * @param source how the data is read
 */
record Run(
    TrainSettings settings,
    RunDirectory directory,
    Journal journal,
    DataSet data,
    TrainedOn trainedOn,
    CheckpointState.Source source,
    Environment environment,
    Quarantine quarantine,
    OrderedWorkers workers,
    Start start,
    Saves saves)
    implements AutoCloseable {
  AlexNet network() {
    return start.network();
  }

  /** The images to measure on. */
  ImageSet validation() {
    return data.validation().orElseThrow();
  }

  /** The images to train on, in batches. */
  TrainingBatches batches(AugmentSettings augment) {
    return new TrainingBatches(
        data.training(),
        start.statistics(),
        network().spec().geometry(),
        augment,
        settings.optimiser().batchSize(),
        settings.seed(),
        workers,
        TrainingBatches.BUFFERS);
  }

  Evaluator evaluator() {
    return new Evaluator(network(), start.statistics(), settings.augment());
  }

  /** Writes down the settings in force. */
  void writeConfig(Position position) throws IOException {
    directory.writeConfig(position.settings(), data.location(), data.fingerprint());
  }

  /** Begins to save everything that is needed to go on from {@code position}. */
  void save(Position position) {
    saves.begin(network(), state(position));
  }

  /**
   * Goes back to a checkpoint.
   *
   * @param name of its directory, or "best" or "last"
   * @throws UserException if there is none, or it is damaged or another run's; nothing is changed
   *     then
   */
  Position rollBack(String name) throws IOException {
    saves.await();
    Checkpoint checkpoint = Checkpoint.open(directory.checkpoints().named(name));
    SameRun.require(checkpoint, settings, data, source);
    Position position = Position.of(checkpoint.state(), settings);
    directory.checkpoints().abandonAfter(checkpoint.directory());
    saves.goBackTo(checkpoint.directory());
    directory.forgetAfter(position.epoch());
    checkpoint.load(network());
    return position;
  }

  /**
   * The newest checkpoint from before a divergence was on its way; if none is known to be, the
   * oldest that is whole.
   *
   * @param step steps taken by then
   */
  Optional<Path> checkpointBefore(long step, LossScale scale, WatchSettings watch)
      throws IOException {
    saves.await();
    List<Path> newestFirst = new ArrayList<>(directory.checkpoints().list());
    Collections.reverse(newestFirst);
    Optional<Path> oldest = Optional.empty();
    for (Path path : newestFirst) {
      try {
        Checkpoint checkpoint = CheckpointReader.read(path);
        CheckpointReader.requireFinite(checkpoint);
        CheckpointState state = checkpoint.state();
        oldest = Optional.of(path);
        if (step - state.step() >= watch.divergence().settled()
            && state.trend().isCalm(scale, watch)) {
          return oldest;
        }
      } catch (DamagedCheckpointException | UserException e) {
        // Damaged: as if it were not there.
      }
    }
    return oldest;
  }

  /** Goes back to where the run began. There must be no checkpoint. */
  Position restart() throws IOException {
    directory.forgetAfter(0);
    start.beginning().accept(network());
    return Position.start(settings, data.classes().size());
  }

  private CheckpointState state(Position position) {
    Statistics statistics = start.statistics();
    return new CheckpointState(
        CheckpointState.FORMAT,
        CheckpointState.VERSION,
        settings,
        position.settings(),
        data.classes().names(),
        network().parameterCount(),
        data.fingerprint(),
        trainedOn,
        source,
        position.epoch(),
        position.step(),
        position.stepInEpoch(),
        position.rate(),
        position.meters(),
        position.lastEpoch(),
        position.trend(),
        new Colours(
            list(statistics.rgbMean()),
            list(statistics.eigenvalues()),
            list(statistics.eigenvectors())),
        environment);
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Override
  public void close() {
    try {
      saves.close();
    } finally {
      workers.close();
      network().close();
      directory.close();
    }
  }
}
