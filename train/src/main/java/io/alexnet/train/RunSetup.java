package io.alexnet.train;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.DataAwayException;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import io.alexnet.ingest.TrainedOn;
import io.alexnet.ingest.TurnNotes;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Backend;
import io.alexnet.network.MemoryPlan;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Parameter;
import io.alexnet.network.SafeTensors;
import io.alexnet.network.Snapshot;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks what a person gave and puts a run together, before its first step. */
final class RunSetup {
  private final Request request;
  private final RunControl control;
  private final TrainSettings settings;
  private final TrainListener listener;
  private final boolean heldOut;
  private final DataSet data;
  private final NetworkSpec spec;
  private final RunDirectory directory;
  private final Journal journal;

  private RunSetup(
      Request request, RunDirectory directory, TrainListener listener, RunControl control)
      throws IOException {
    this.request = request;
    this.control = control;
    this.settings = request.settings();
    this.listener = listener;
    int side = settings.network().preset().network(1).geometry().imageSide();
    this.directory = directory;
    this.journal = new Journal(request.run(), Clock.systemUTC(), listener::event);
    DataSet opened = data(side);
    this.heldOut = opened.validation().isEmpty();
    this.data = opened.withHeldOutValidation(settings.validationShare(), settings.seed());
    describe(opened);
    this.spec = network();
  }

  private DataSet data(int side) throws IOException {
    requireDataOfOldRun();
    DataSet opened = opened(side);
    opened.outlast(
        request.tolerance().outage(),
        line -> {
          listener.note(line);
          journal.appendWhenPossible("data-away", control.step(), Map.of("reason", line));
        });
    return opened;
  }

  private DataSet opened(int side) throws IOException {
    try {
      return DataSet.open(request.data(), side, request.readOptions());
    } catch (UserException e) {
      // It may have gone while it was listed.
      requireDataOfOldRun();
      throw e;
    }
  }

  /** A run that has begun had its data: a folder that is missing or empty now is away. */
  private void requireDataOfOldRun() throws IOException {
    if (directory.checkpoints().isEmpty()) {
      return;
    }
    try (Stream<Path> entries = Files.list(request.data())) {
      if (entries.findAny().isPresent()) {
        return;
      }
    } catch (IOException e) {
      throw away(Reason.of(e), e);
    }
    throw away("it is empty", null);
  }

  private DataAwayException away(String why, @Nullable IOException cause) {
    return new DataAwayException(
        "the data folder %s of run %s is gone (%s): bring it back and run the same again, it goes on where it was"
            .formatted(request.data(), request.run(), why),
        cause);
  }

  /**
   * Opens a new run, or one to go on with.
   *
   * @throws UserException if something does not fit; what is there already is left as it is
   * @throws StoppedException if asked to end
   */
  static Run open(Request request, TrainListener listener, RunControl control) throws IOException {
    RunDirectory directory = new RunDirectory(request.run(), request.saves().kept());
    try {
      // Before the data is looked at, which may take long.
      if (Files.isDirectory(request.run())) {
        directory.hold();
      }
      RunSetup setup = new RunSetup(request, directory, listener, control);
      setup.makeRoom();
      return setup.run();
    } catch (RuntimeException | Error | IOException e) {
      directory.close();
      throw e;
    }
  }

  private Run run() throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    OrderedWorkers workers = new OrderedWorkers(request.workers().orElse(cores), "image");
    try {
      return run(workers);
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

  private void makeRoom() throws IOException {
    int batch = settings.optimiser().batchSize();
    TrainingBatches.requireBatch(data.training(), batch);
    MemoryPlan plan = MemoryPlan.of(spec, batch, TrainingBatches.BUFFERS);
    Capacity.requireMemory(plan);
    directory.create();
    directory.hold();
    long parameters = spec.parameters().stream().mapToLong(Parameter::length).sum();
    long checkpoint = CheckpointWriter.bytes(parameters, spec.geometry().imageSide());
    Capacity.requireDisk(request.run(), checkpoint * (request.saves().kept() + 2));
  }

  private void describe(DataSet opened) {
    listener.data(opened);
    String described = opened.describe();
    listener.note(
        heldOut
            ? "%s; no val/, so %d of these images are held out for validation"
                .formatted(described, data.validation().map(ImageSet::size).orElse(0))
            : described);
  }

  private Run run(OrderedWorkers workers) throws IOException {
    Environment environment = environment();
    CheckpointState.Source source = CheckpointState.Source.of(data, request.readOptions());
    Quarantine quarantine =
        new Quarantine(directory, data, request.tolerance().damage(), listener::note);
    Optional<Checkpoint> last = last(source);
    Statistics statistics =
        last.isPresent() ? last.get().statistics() : statistics(workers, quarantine);
    Position position =
        last.map(checkpoint -> Position.of(checkpoint.state(), settings))
            .orElseGet(() -> Position.start(settings, data.classes().size()));
    AlexNet network = last.isPresent() ? last.get().network() : new AlexNet(spec);
    try {
      if (last.isEmpty()) {
        initialise(network);
      }
      Start start =
          new Start(
              network, statistics, position, last.map(Checkpoint::directory), this::initialise);
      begin(workers.most(), environment, last, position);
      return new Run(
          settings,
          directory,
          journal,
          data,
          trainedOn(last),
          source,
          environment,
          quarantine,
          workers,
          start,
          saves(start));
    } catch (RuntimeException | Error | IOException e) {
      network.close();
      throw e;
    }
  }

  /** As the run was begun with: its files may be away for a moment now. */
  private TrainedOn trainedOn(Optional<Checkpoint> last) {
    return last.map(checkpoint -> checkpoint.state().trainedOn())
        .filter(TrainedOn::hasWitnesses)
        .orElseGet(() -> TrainedOn.of(data, heldOut, settings.seed()));
  }

  private Saves saves(Start start) {
    return new Saves(
        directory.checkpoints(),
        new Snapshot(spec),
        Checkpoint.meanImage(start.statistics()),
        start.checkpoint(),
        Saves.PATIENCE,
        new Saves.Listener() {
          @Override
          public void saved(TrainListener.SaveInfo save) {
            listener.saved(save);
          }

          @Override
          public void saveFailed(long step, String reason) {
            // Training goes on: it has the checkpoint before, and the next one may succeed.
            listener.note(
                "the checkpoint of step %d could not be saved: %s".formatted(step, reason));
            journal.appendWhenPossible("save-failed", step, Map.of("reason", reason));
          }

          @Override
          public void note(String line) {
            listener.note(line);
          }
        });
  }

  private Environment environment() {
    Backend backend = Backend.load();
    backend.gpu().ifPresent(gpu -> listener.note(gpu.describe()));
    return new Environment(
        backend.threads(), backend.name(), Backend.version(), System.getProperty("java.version"));
  }

  /** The checkpoint to go on from. */
  private Optional<Checkpoint> last(CheckpointState.Source source) throws IOException {
    if (directory.checkpoints().isEmpty()) {
      return Optional.empty();
    }
    if (!request.resume()) {
      throw new UserException(
          "%s already holds a run: choose another --run, or go on with it with --resume auto"
              .formatted(request.run()));
    }
    Checkpoint checkpoint = directory.checkpoints().newest(this::setAside);
    SameRun.require(checkpoint, settings, data, source);
    NewerFiles newer = NewerFiles.than(checkpoint.directory(), data);
    if (newer.count() > 0) {
      listener.note(
          "%d of the pictures are newer than the checkpoint, the first: %s; if they were edited it is another run"
              .formatted(newer.count(), newer.first()));
      journal.append("data-newer", checkpoint.state().step(), RunText.map(newer));
    }
    return Optional.of(checkpoint);
  }

  private void setAside(Path aside, String why) {
    String name = aside.getFileName().toString();
    listener.note(
        "A DAMAGED CHECKPOINT: %s; it is now %s, and the one before is tried"
            .formatted(why, aside));
    journal.appendWhenPossible("checkpoint-broken", 0, Map.of("set_aside", name, "reason", why));
  }

  private Statistics statistics(OrderedWorkers workers, Quarantine quarantine) {
    return data.statistics().orElseGet(() -> computed(workers, quarantine));
  }

  private Statistics computed(OrderedWorkers workers, Quarantine quarantine) {
    Statistics statistics =
        Statistics.compute(data.training(), workers, this::atStart, quarantine::training);
    quarantine.requireLimits();
    TurnNotes.line(workers.meter().unturned()).ifPresent(listener::note);
    return statistics;
  }

  private void atStart(String what, long done, long total) {
    if (control.isEnding()) {
      throw new StoppedException();
    }
    listener.at(what, done, total);
  }

  private void initialise(AlexNet network) {
    network.initialise(settings.seed());
    request.initialWeights().ifPresent(path -> load(path, network));
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
    directory.writeConfig(position.settings(), request.data(), data.fingerprint());
    Map<String, Object> details = new LinkedHashMap<>();
    if (last.isPresent()) {
      details.put("checkpoint", directory.relative(last.get().directory()));
    }
    details.put("preset", settings.network().preset().id());
    details.put("fingerprint", data.fingerprint());
    details.put("workers", workers);
    details.put("environment", RunText.map(environment));
    request
        .initialWeights()
        .filter(path -> last.isEmpty())
        .ifPresent(path -> details.put("weights", path.toString()));
    journal.append(last.isPresent() ? "resumed" : "started", position.step(), details);
    if (last.isPresent()) {
      directory.forgetAfter(position.epoch());
      listener.note("going on from " + directory.relative(last.get().directory()));
      compare(last.get().state().environment(), environment, position);
    }
  }

  private void compare(Environment before, Environment now, Position position) throws IOException {
    if (!before.equals(now)) {
      journal.append(
          "environment",
          position.step(),
          Map.of("from", RunText.map(before), "to", RunText.map(now)));
      listener.note(
          "the last bits may differ from an undisturbed run: it went on with %s, and was begun with %s"
              .formatted(now.words(), before.words()));
    }
  }
}
