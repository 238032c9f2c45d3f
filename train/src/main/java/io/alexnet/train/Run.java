package io.alexnet.train;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.train.CheckpointState.Colours;
import io.alexnet.train.CheckpointState.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a run is made of, put together by {@link RunSetup}. Owns its workers and its network.
 *
 * @param source how the data is read
 */
record Run(
    TrainSettings settings,
    RunDirectory directory,
    DataSet data,
    CheckpointState.Source source,
    Environment environment,
    Quarantine quarantine,
    OrderedWorkers workers,
    TrainingBatches batches,
    Start start)
    implements AutoCloseable {

  AlexNet network() {
    return start.network();
  }

  /** The images to measure on. */
  ImageSet validation() {
    return data.validation().orElseThrow();
  }

  Evaluator evaluator() {
    return new Evaluator(network(), start.statistics(), settings.augment());
  }

  /** Saves everything that is needed to go on from {@code position}. */
  Path save(Position position, boolean best) throws IOException {
    return directory.save(network(), start.statistics(), state(position), best);
  }

  private CheckpointState state(Position position) {
    Statistics statistics = start.statistics();
    return new CheckpointState(
        CheckpointState.FORMAT,
        CheckpointState.VERSION,
        settings,
        data.classes().names(),
        network().parameterCount(),
        data.fingerprint(),
        source,
        position.epoch(),
        position.step(),
        position.stepInEpoch(),
        position.rate(),
        position.meters(),
        position.lastEpoch(),
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
    workers.close();
    network().close();
  }
}
