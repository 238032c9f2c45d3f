package io.alexnet.serve.runs;

import io.alexnet.common.UserException;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.serve.http.Refusal;
import io.alexnet.train.Journal;
import io.alexnet.train.SaveSettings;
import io.alexnet.train.StoppedException;
import io.alexnet.train.Training;
import io.alexnet.train.track.TrackSettings;
import io.micronaut.http.HttpStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that trains, one order after the other, and the lock that keeps orders from it. */
final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  /** After a crash no more than this much training is taken again. */
  private static final Duration SAVED_EVERY = Duration.ofMinutes(10);

  private final Orders orders;
  private final Events events;
  private final List<RunObserver> observers;
  private final TrackSettings tracks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread = new Thread(this::work, "trainer");
  private Optional<LiveRun> live = Optional.empty();
  private boolean closing;

  Trainer(Orders orders, Events events, List<RunObserver> observers, TrackSettings tracks) {
    this.orders = orders;
    this.events = events;
    this.observers = observers;
    this.tracks = tracks;
  }

  void start() {
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  Optional<LiveRun> live() {
    return locked(() -> live);
  }

  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does something to the orders, then looks whose turn it is. */
  Status change(Supplier<Status> action) {
    return locked(
        () -> {
          Status status = action.get();
          changed.signalAll();
          return status;
        });
  }

  /**
   * Lets a request to a run go its way; only that it was not taken is of interest here.
   *
   * @throws Refusal if the run could not be asked
   */
  static void ask(CompletionStage<Journal.Entry> answer) {
    if (answer.toCompletableFuture().isCompletedExceptionally()) {
      throw new Refusal(HttpStatus.CONFLICT, "the run takes no more requests now");
    }
  }

  private void work() {
    for (Optional<LiveRun> next = take(); next.isPresent(); next = take()) {
      train(next.get());
    }
  }

  /** Waits for an order; nothing once it is to end. */
  private Optional<LiveRun> take() {
    return locked(
        () -> {
          live = Optional.empty();
          while (!closing && live.isEmpty()) {
            live = orders.next().map(this::liveRun);
            if (live.isEmpty()) {
              changed.awaitUninterruptibly();
            }
          }
          live.ifPresent(run -> become(run, Status.RUNNING));
          return closing ? Optional.empty() : live;
        });
  }

  private LiveRun liveRun(String name) {
    return new LiveRun(
        name, events, observers.stream().map(observer -> observer.of(name)).toList());
  }

  private void become(LiveRun run, Status status) {
    Order order = orders.get(run.name());
    if (order.status() != status) {
      orders.put(run.name(), order.with(status));
    }
  }

  private void train(LiveRun run) {
    try {
      boolean ended = !Training.run(request(run.name()), run, run.control()).stopped();
      ended(run, ended ? Status.ENDED : Status.CANCELLED);
    } catch (StoppedException e) {
      ended(run, Status.CANCELLED);
    } catch (UserException e) {
      LOG.atError().addKeyValue(RunLog.RUN, run.name()).log("failed: {}", e.getMessage());
      failed(run, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.atError().addKeyValue(RunLog.RUN, run.name()).setCause(e).log("failed");
      failed(run, "internal error: the daemon's log has the details");
    }
  }

  private Training.Request request(String name) {
    Order order = locked(() -> orders.get(name));
    return new Training.Request(
            Path.of(order.data()),
            orders.directory(name),
            order.settings(),
            OptionalInt.empty(),
            true,
            Optional.empty(),
            ReadOptions.DEFAULT.withDecoder(order.decoder()),
            new SaveSettings(
                SaveSettings.DEFAULT.kept(), OptionalInt.empty(), Optional.of(SAVED_EVERY)))
        .with(tracks);
  }

  /** Unless it was only stopped because the daemon closes: then it goes on at the next start. */
  private void ended(LiveRun run, Status status) {
    change(
        () -> {
          if (status == Status.ENDED || run.isCancelled()) {
            become(run, status);
          }
          return status;
        });
  }

  private void failed(LiveRun run, String why) {
    change(
        () -> {
          Order order = orders.get(run.name());
          orders.put(run.name(), order.failed(withoutPlaces(why, orders.directory(""))));
          return Status.FAILED;
        });
  }

  static String withoutPlaces(String text, Path root) {
    return text.replace(root.toAbsolutePath() + "/", "").replace(root + "/", "");
  }

  /** Saves what trains and waits until that is done. */
  void close() {
    Optional<LiveRun> running =
        locked(
            () -> {
              closing = true;
              changed.signalAll();
              return live;
            });
    running.ifPresent(run -> run.control().stop("daemon"));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
