package io.alexnet.train;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Backend;
import io.alexnet.network.MemoryPlan;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Parameter;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Tensor;
import io.alexnet.train.CheckpointState.Environment;
import io.alexnet.train.Training.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks what a person gave and puts a run together, before its first step. */
final class RunSetup {
  private final Request request;
  private final TrainSettings settings;
  private final TrainListener listener;
  private final DataSet data;
  private final NetworkSpec spec;
  private final RunDirectory directory;

  private RunSetup(Request request, TrainListener listener) {
    this.request = request;
    this.settings = request.settings();
    this.listener = listener;
    int side = settings.network().preset().network(1).geometry().imageSide();
    this.data =
        DataSet.open(request.data(), side, request.readOptions())
            .withHeldOutValidation(settings.validationShare(), settings.seed());
    this.spec = network();
    this.directory = new RunDirectory(request.run(), Clock.systemUTC());
  }

  /**
   * Opens a new run, or one to go on with.
   *
   * @throws UserException if something does not fit; what is there already is left as it is
   */
  static Run open(Request request, TrainListener listener) throws IOException {
    RunSetup setup = new RunSetup(request, listener);
    setup.makeRoom();
    int cores = Runtime.getRuntime().availableProcessors();
    OrderedWorkers workers = new OrderedWorkers(request.workers().orElse(cores), "image");
    try {
      return setup.run(workers);
    } catch (RuntimeException | Error | IOException e) {
      workers.close();
      throw e;
    }
  }

  private NetworkSpec network() {
    try {
      NetworkSpec network = settings.network().network(data.classes().size());
      network.parameters();
      return network;
    } catch (IllegalArgumentException e) {
      throw new UserException("the network does not fit together: " + e.getMessage(), e);
    }
  }

  private void makeRoom() {
    int batch = settings.optimiser().batchSize();
    TrainingBatches.requireBatch(data.training(), batch);
    MemoryPlan plan = MemoryPlan.of(spec, batch, TrainingBatches.BUFFERS);
    Capacity.requireMemory(plan, plan.batchBytes());
    listener.note(describe(request.data(), data));
    directory.create();
    long parameters = spec.parameters().stream().mapToLong(Parameter::length).sum();
    long checkpoint = CheckpointWriter.bytes(parameters, spec.geometry().imageSide());
    Capacity.requireDisk(request.run(), checkpoint * (RunDirectory.KEPT + 2));
  }

  private static String describe(Path path, DataSet data) {
    return "%s is a %s: %d classes, %d training and %d validation images"
        .formatted(
            path,
            data.kind() == DataSet.Kind.STORE ? "prepared store" : "folder of images",
            data.classes().size(),
            data.training().size(),
            data.validation().map(ImageSet::size).orElse(0));
  }

  private Run run(OrderedWorkers workers) throws IOException {
    Environment environment = environment();
    CheckpointState.Source source = CheckpointState.Source.of(data, request.readOptions());
    Quarantine quarantine = new Quarantine(directory, data);
    Optional<Checkpoint> last = last(source);
    Statistics statistics =
        last.isPresent() ? last.get().statistics() : statistics(workers, quarantine);
    TrainingBatches batches =
        new TrainingBatches(
            data.training(),
            statistics,
            spec.geometry(),
            settings.augment(),
            settings.optimiser().batchSize(),
            settings.seed(),
            workers,
            TrainingBatches.BUFFERS);
    Position position =
        last.map(checkpoint -> Position.of(checkpoint.state()))
            .orElse(Position.start(settings.optimiser()));
    AlexNet network = last.isPresent() ? last.get().network() : new AlexNet(spec, settings.seed());
    try {
      if (last.isEmpty()) {
        request.initialWeights().ifPresent(path -> load(path, network));
      }
      Start start = new Start(network, statistics, position, last.map(Checkpoint::directory));
      begin(workers.most(), environment, last, position);
      return new Run(
          settings, directory, data, source, environment, quarantine, workers, batches, start);
    } catch (RuntimeException | Error | IOException e) {
      network.close();
      throw e;
    }
  }

  private Environment environment() {
    Backend backend = Backend.load();
    backend.gpu().ifPresent(gpu -> listener.note(gpu.describe()));
    return new Environment(
        backend.threads(), backend.name(), Backend.version(), System.getProperty("java.version"));
  }

  /** The checkpoint to go on from. */
  private Optional<Checkpoint> last(CheckpointState.Source source) {
    Optional<Path> last = directory.last();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    if (!request.resume()) {
      throw new UserException(
          "%s already holds a run: choose another --run, or go on with it with --resume auto"
              .formatted(request.run()));
    }
    Checkpoint checkpoint = Checkpoint.open(last.get());
    SameRun.require(checkpoint, settings, data, source);
    return Optional.of(checkpoint);
  }

  private Statistics statistics(OrderedWorkers workers, Quarantine quarantine) {
    return data.statistics()
        .orElseGet(
            () -> Statistics.compute(data.training(), workers, listener, quarantine::training));
  }

  private void load(Path path, AlexNet network) {
    Map<String, Tensor> weights =
        Files.isRegularFile(path) ? SafeTensors.read(path) : Checkpoint.open(path).tensors();
    boolean head = network.load(weights);
    listener.note("weights from " + path + (head ? "" : ", with a new last layer"));
  }

  private void begin(
      int workers, Environment environment, Optional<Checkpoint> last, Position position)
      throws IOException {
    directory.writeConfig(settings, request.data(), data.fingerprint());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("workers", workers);
    details.put("environment", environment);
    request
        .initialWeights()
        .filter(path -> last.isEmpty())
        .ifPresent(path -> details.put("weights", path.toString()));
    directory.journal(last.isPresent() ? "resumed" : "started", position.step(), details);
    if (last.isPresent()) {
      directory.forgetAfter(position.epoch());
      listener.note("going on from " + directory.relative(last.get().directory()));
      compare(last.get().state().environment(), environment, position);
    }
  }

  private void compare(Environment before, Environment now, Position position) throws IOException {
    if (!before.equals(now)) {
      directory.journal("environment", position.step(), Map.of("from", before, "to", now));
      listener.note(
          "the last bits may differ from an undisturbed run: " + before + " became " + now);
    }
  }
}
