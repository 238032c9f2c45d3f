package io.alexnet.train;

import io.alexnet.augment.Quarantined;
import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.UserException;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.Damage;
import io.alexnet.ingest.DamageLimits;
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
import io.alexnet.train.CheckpointState.Colours;
import io.alexnet.train.CheckpointState.Environment;
import io.alexnet.train.TrainListener.EpochInfo;
import io.alexnet.train.Training.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything a run needs, checked and put together before its first step. */
final class RunSetup implements AutoCloseable {
  private static final int BUFFERS = 3;

  private final RunDirectory directory;
  private final TrainSettings settings;
  private final DataSet data;
  private final Statistics statistics;
  private final AlexNet network;
  private final OrderedWorkers workers;
  private final TrainingBatches batches;
  private final Damage damage;
  private final Position start;
  private final Environment environment;
  private final CheckpointState.Source source;
  private final Set<String> quarantined;
  private final Optional<Path> resumedFrom;
  private int missing;

  private RunSetup(
      Request request,
      RunDirectory directory,
      DataSet data,
      OrderedWorkers workers,
      TrainListener listener)
      throws IOException {
    this.directory = directory;
    this.settings = request.settings();
    this.data = data;
    this.workers = workers;
    this.environment = environment(listener);
    this.damage = DamageLimits.DEFAULT.tally(data.training(), data.classes());
    this.source = CheckpointState.Source.of(data, request.readOptions());
    this.quarantined = directory.quarantined();
    Optional<Checkpoint> resumed = resumed(request);
    this.resumedFrom = resumed.map(Checkpoint::directory);
    this.network = resumed.isPresent() ? resumed.get().network() : initial(request, listener);
    this.statistics = resumed.isPresent() ? resumed.get().statistics() : statistics(listener);
    this.start =
        resumed
            .map(checkpoint -> Position.of(checkpoint.state()))
            .orElse(Position.start(settings.optimiser()));
    this.batches =
        new TrainingBatches(
            data.training(),
            statistics,
            network.spec().geometry(),
            settings.augment(),
            settings.optimiser().batchSize(),
            settings.seed(),
            workers,
            BUFFERS);
    directory.writeConfig(settings, request.data(), data.fingerprint());
    begin(request, resumed, listener);
  }

  static RunSetup open(Request request, TrainListener listener) throws IOException {
    int side = request.settings().network().preset().network(1).geometry().imageSide();
    DataSet data =
        DataSet.open(request.data(), side, request.readOptions())
            .withHeldOutValidation(request.settings().validationShare(), request.settings().seed());
    NetworkSpec spec = network(request.settings(), data.classes().size());
    int batch = request.settings().optimiser().batchSize();
    if (data.training().size() < batch) {
      throw new UserException(
          "the training set has %d images, fewer than a batch of %d: lower the batch size"
              .formatted(data.training().size(), batch));
    }
    MemoryPlan plan = MemoryPlan.of(spec, batch, BUFFERS);
    Machine.requireMemory(plan, plan.batchBytes());
    listener.note(describe(request.data(), data));
    RunDirectory directory = new RunDirectory(request.run(), Clock.systemUTC());
    directory.create();
    long parameters = spec.parameters().stream().mapToLong(Parameter::length).sum();
    Machine.requireDisk(
        request.run(), CheckpointWriter.bytes(parameters, side) * (RunDirectory.KEPT + 2));
    OrderedWorkers workers = new OrderedWorkers(request.workers(), "image");
    try {
      return new RunSetup(request, directory, data, workers, listener);
    } catch (RuntimeException | IOException e) {
      workers.close();
      throw e;
    }
  }

  private static NetworkSpec network(TrainSettings settings, int classes) {
    try {
      NetworkSpec spec = settings.network().network(classes);
      spec.parameters();
      return spec;
    } catch (IllegalArgumentException e) {
      throw new UserException("the network does not fit together: " + e.getMessage(), e);
    }
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

  private static Environment environment(TrainListener listener) {
    Backend backend = Backend.load();
    backend.gpu().ifPresent(gpu -> listener.note(gpu.describe()));
    return new Environment(
        backend.threads(), backend.name(), Backend.version(), System.getProperty("java.version"));
  }

  private Optional<Checkpoint> resumed(Request request) {
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
    Resume.requireSame(checkpoint, settings, data, source);
    return Optional.of(checkpoint);
  }

  private Statistics statistics(TrainListener listener) {
    return data.statistics()
        .orElseGet(
            () ->
                Statistics.compute(
                    data.training(), workers, listener, (index, reason) -> reject(index, reason)));
  }

  private AlexNet initial(Request request, TrainListener listener) {
    AlexNet fresh = new AlexNet(network(settings, data.classes().size()), settings.seed());
    request
        .initialWeights()
        .ifPresent(
            path -> {
              boolean head = fresh.load(weights(path));
              listener.note("weights from " + path + (head ? "" : ", with a new last layer"));
            });
    return fresh;
  }

  private static Map<String, Tensor> weights(Path path) {
    return Files.isRegularFile(path) ? SafeTensors.read(path) : Checkpoint.open(path).tensors();
  }

  private void begin(Request request, Optional<Checkpoint> resumed, TrainListener listener)
      throws IOException {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("workers", workers.threads());
    details.put("environment", environment);
    request
        .initialWeights()
        .filter(path -> resumed.isEmpty())
        .ifPresent(path -> details.put("weights", path.toString()));
    directory.journal(resumed.isPresent() ? "resumed" : "started", start.step(), details);
    if (resumed.isPresent()) {
      directory.forgetAfter(start.epoch());
      listener.note("going on from " + relative(resumed.get().directory()));
      Environment before = resumed.get().state().environment();
      if (!before.equals(environment)) {
        directory.journal("environment", start.step(), Map.of("from", before, "to", environment));
        listener.note(
            "the last bits may differ from an undisturbed run: "
                + before
                + " became "
                + environment);
      }
    }
  }

  Path save(Position position, boolean best) throws IOException {
    return directory.save(network, statistics, state(position), best);
  }

  private CheckpointState state(Position position) {
    return new CheckpointState(
        CheckpointState.FORMAT,
        CheckpointState.VERSION,
        settings,
        data.classes().names(),
        network.parameterCount(),
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

  /** Enters images found unusable in training. */
  void quarantine(List<Quarantined> images) {
    images.forEach(image -> reject(image.index(), image.reason()));
  }

  private void reject(int index, String reason) {
    if (damage.reject(index, reason)) {
      enter("train", data.training().name(index), reason);
    }
  }

  /**
   * Enters images found unusable in validation.
   *
   * @throws UserException if they are more than the limit
   */
  void missing(List<Quarantined> images) {
    for (Quarantined image : images) {
      enter("val", image.name(), image.reason());
    }
    missing = images.size();
    int of = validation().size();
    if (missing > Math.max(1, DamageLimits.DEFAULT.ofSet() * of)) {
      throw new UserException(
          "%d of %d validation images cannot be read, the last: %s (%s); mend or remove such files"
              .formatted(
                  missing, of, images.get(missing - 1).name(), images.get(missing - 1).reason()));
    }
  }

  private void enter(String split, String name, String reason) {
    try {
      directory.quarantine(quarantined, split, name, reason);
    } catch (IOException e) {
      throw new UserException("the run's quarantine.jsonl cannot be written: " + e, e);
    }
  }

  /** Images found unusable so far, in training and in validation. */
  int quarantined() {
    return damage.rejections().size() + missing;
  }

  /** The checkpoint the run goes on from. */
  Optional<Path> resumedFrom() {
    return resumedFrom;
  }

  /** Enters an epoch into the curves. */
  void record(EpochInfo info, long step, Stopwatch watch) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epoch", info.epoch());
    values.put("step", step);
    values.put("train_loss", info.trainLoss());
    values.put("train_top1_error", info.trainTop1Error());
    values.put("val_loss", info.valLoss());
    values.put("val_top1_error", info.valTop1Error());
    values.put("val_top5_error", info.valTop5Error());
    values.put("learning_rate", info.rate());
    values.put("images_per_second", watch.imagesPerSecond());
    values.put("starved_ratio", watch.starvedRatio());
    directory.metrics(values);
    directory.summary(info);
  }

  void journal(String event, long step, Map<String, ?> details) throws IOException {
    directory.journal(event, step, details);
  }

  /** A path inside the run, relative to it. */
  String relative(Path inside) throws IOException {
    return directory.root().toRealPath().relativize(inside.toRealPath()).toString();
  }

  TrainSettings settings() {
    return settings;
  }

  AlexNet network() {
    return network;
  }

  TrainingBatches batches() {
    return batches;
  }

  Position start() {
    return start;
  }

  ImageSet validation() {
    return data.validation().orElseThrow();
  }

  Evaluator evaluator() {
    return new Evaluator(network, statistics, settings.augment(), workers);
  }

  @Override
  public void close() {
    workers.close();
    network.close();
  }
}
