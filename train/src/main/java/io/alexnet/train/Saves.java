package io.alexnet.train;

import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Snapshot;
import io.alexnet.network.Tensor;
import io.alexnet.train.TrainListener.SaveInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Saves checkpoints while training goes on: the training thread waits until weights and momenta are
 * copied, and a little longer; a thread of its own writes them. What is trained while they are
 * being written would be lost with them, so that a quick save is waited for, a slow one not. One
 * save at a time, as there is memory for one copy. Who asks for the next one meanwhile waits for
 * the end of the one before, so that every checkpoint that was asked for is tried.
 *
 * <p>All methods are for the training thread, which thus hears of a save that failed.
 */
final class Saves implements AutoCloseable {
  /** With the time of a copy, less than the second for which a save may hold up training. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  private final CheckpointStore store;
  private final Snapshot snapshot;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Duration patience;
  private final Listener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread checkpoint = new Thread(task, "checkpoint");
            checkpoint.setDaemon(true);
            return checkpoint;
          });

  private Optional<CompletableFuture<Outcome>> running = Optional.empty();
  private final List<Runnable> waiting = new ArrayList<>();
  private final Set<String> noted = new HashSet<>();
  private Optional<Path> latest;
  private String failure = "";

  /** Hears what came of saves. */
  interface Listener {
    void saved(SaveInfo save);

    /**
     * @param step at which it was to be saved
     * @param reason in one line
     */
    void saveFailed(long step, String reason);

    /**
     * The checkpoint is safe, but something beside it could not be done; once for each text.
     *
     * @param line without line break
     */
    void note(String line);
  }

  /**
   * @param checkpoint if it was saved
   * @param info if it was saved
   * @param note what could not be done beside it, or empty
   * @param failure if it was not
   */
  private record Outcome(
      long step, Optional<Path> checkpoint, Optional<SaveInfo> info, String note, String failure) {}

  /**
   * @param snapshot to use; nobody else may
   * @param meanImage as a checkpoint holds it
   * @param latest what was saved before, if anything was
   * @param patience for how long a save is waited for once it has begun
   */
  Saves(
      CheckpointStore store,
      Snapshot snapshot,
      Tensor meanImage,
      Optional<Path> latest,
      Duration patience,
      Listener listener) {
    this.store = store;
    this.snapshot = snapshot;
    this.latest = latest;
    this.patience = patience;
    this.listener = listener;
    tensors.addAll(snapshot.weights());
    for (Tensor momentum : snapshot.momenta()) {
      tensors.add(
          new Tensor(Checkpoint.MOMENTUM + momentum.name(), momentum.shape(), momentum.values()));
    }
    tensors.add(meanImage);
  }

  /**
   * Copies the network and begins to save it, after the end of the save under way. Returns when it
   * is verified, or not, or is taking longer than the patience.
   */
  void begin(AlexNet network, CheckpointState state) {
    await();
    snapshot.take(network);
    CompletableFuture<Outcome> save = CompletableFuture.supplyAsync(() -> save(state), thread);
    running = Optional.of(save);
    save.handle((outcome, failure) -> true)
        .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private Outcome save(CheckpointState state) {
    long begun = System.nanoTime();
    try {
      CheckpointStore.Saved saved = store.save(tensors, state);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      SaveInfo info = new SaveInfo(state.step(), took, bytes(saved.directory()));
      return new Outcome(
          state.step(), Optional.of(saved.directory()), Optional.of(info), saved.note(), "");
    } catch (IOException | UncheckedIOException | UserException e) {
      return new Outcome(state.step(), Optional.empty(), Optional.empty(), "", Reason.withFile(e));
    }
  }

  private static long bytes(Path checkpoint) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Whether a save is under way. */
  boolean isBusy() {
    return running.isPresent() && !running.get().isDone();
  }

  /** Hears what came of a save that has ended by now. */
  void poll() {
    if (!isBusy()) {
      await();
    }
  }

  /** Waits for the save under way, if there is one. */
  void await() {
    if (running.isPresent()) {
      Outcome outcome = running.get().join();
      running = Optional.empty();
      failure = outcome.failure();
      if (outcome.checkpoint().isPresent()) {
        latest = outcome.checkpoint();
        outcome.info().ifPresent(listener::saved);
        note(outcome.note());
      } else {
        listener.saveFailed(outcome.step(), failure);
      }
      List<Runnable> ended = List.copyOf(waiting);
      waiting.clear();
      ended.forEach(Runnable::run);
    }
  }

  private void note(String line) {
    if (!line.isEmpty() && noted.add(line)) {
      listener.note(line);
    }
  }

  /** Does something when it is heard what came of the save under way; at once if none is. */
  void whenEnded(Runnable action) {
    if (running.isPresent()) {
      waiting.add(action);
    } else {
      action.run();
    }
  }

  /** Whether the last one failed, the one under way included. */
  boolean hasFailed() {
    await();
    return !failure.isEmpty();
  }

  /**
   * Waits for the save under way.
   *
   * @return where the last one is, of this process or of the one before
   * @throws UserException if the last one failed
   */
  Path requireLatest() {
    if (hasFailed() || latest.isEmpty()) {
      throw new UserException(
          "the last checkpoint could not be saved: %s; mend that and give the command again, it goes on from %s"
              .formatted(failure, latest.map(Path::toString).orElse("the first step")));
    }
    return latest.get();
  }

  /** An earlier checkpoint is the latest again; nothing may be under way. */
  void goBackTo(Path checkpoint) {
    latest = Optional.of(checkpoint);
    failure = "";
  }

  /** Where the last one is, of this process or of the one before, if there is one. */
  Optional<Path> latest() {
    await();
    return latest;
  }

  /** Waits for the save under way: whoever comes next must find nobody writing. */
  @Override
  public void close() {
    try {
      await();
    } finally {
      thread.shutdown();
    }
  }
}
