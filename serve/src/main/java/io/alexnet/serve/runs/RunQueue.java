package io.alexnet.serve.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.ProcessLock;
import io.alexnet.common.UserException;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.serve.ServeSettings;
import io.alexnet.serve.TrackingKeys;
import io.alexnet.serve.http.Refusal;
import io.alexnet.train.Journal;
import io.alexnet.train.SettingsChange;
import io.alexnet.train.track.TrackSettings;
import io.micronaut.http.HttpStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * All runs of the daemon; one of them trains at a time. What is ordered and what becomes of it is
 * on disk before it is answered: after a restart the queue is as it was, and what trained goes on
 * first. From any thread.
 */
@Singleton
public final class RunQueue {
  private final ProcessLock lock;
  private final Orders orders;
  private final DataRoots roots;
  private final Trainer trainer;

  RunQueue(
      ServeSettings settings, TrackingKeys tracking, Events events, List<RunObserver> observers)
      throws IOException {
    // What may be wrong comes before the lock is taken.
    TrackSettings tracks = tracking.settings();
    Path root = settings.runs();
    this.lock =
        ProcessLock.take(
            root.resolve(".lock"),
            root + " belongs to another daemon",
            "end that one, or choose another --runs");
    this.orders = new Orders(root);
    this.roots = new DataRoots(settings.dataRoots());
    this.trainer = new Trainer(orders, events, observers, tracks);
  }

  /**
   * Begins to train what waits.
   *
   * @param address at which the daemon answers, for a second one to say
   */
  public void start(URI address) throws IOException {
    lock.say("at " + address);
    trainer.start();
  }

  /** Saves what trains, which goes on at the next start. */
  @PreDestroy
  public void close() throws IOException {
    trainer.close();
    lock.close();
  }

  /** The run that trains or is about to. */
  public Optional<LiveRun> live() {
    return trainer.live();
  }

  /** Whether there is a thread that trains. */
  public boolean isAlive() {
    return trainer.isAlive();
  }

  /** How many runs are of a status. */
  public long count(Status status) {
    return trainer.locked(() -> orders.count(status));
  }

  /** Orders a run. */
  public JsonNode create(NewRun run) {
    RunName.run(run.name());
    Path data = roots.resolve(run.data());
    add(
        run.name(),
        new Order(
            data.toString(),
            run.trainSettings(),
            JpegDecoder.fastest(),
            Instant.now(),
            Status.QUEUED,
            ""),
        Orders.Filled.EMPTY);
    return view(run.name());
  }

  /** Orders a run that begins where another one was. */
  public JsonNode fork(String name, String checkpoint, String fork) {
    RunName.run(fork);
    Order order = order(name);
    add(
        fork,
        new Order(
            order.data(), order.settings(), order.decoder(), Instant.now(), Status.QUEUED, ""),
        new Fork(files(name).checkpoint(checkpoint)));
    return view(fork);
  }

  private void add(String name, Order order, Orders.Filled filled) {
    trainer.change(
        () -> {
          orders.add(name, order, filled);
          return order.status();
        });
  }

  /** All runs in short, by name. */
  public List<JsonNode> list() {
    return trainer.locked(orders::names).stream().map(this::view).toList();
  }

  /** What is known of a run. */
  public JsonNode view(String name) {
    Order order = order(name);
    return RunView.of(name, order, roots.name(Path.of(order.data())), live(name), files(name));
  }

  private Order order(String name) {
    return trainer.locked(() -> orders.get(name));
  }

  /** The files of a run that there is. */
  public RunFiles files(String name) {
    order(name);
    return new RunFiles(orders.directory(name));
  }

  /** The directories of the runs that have come to their end. */
  public List<Path> ended() {
    return trainer.locked(
        () ->
            orders.names().stream()
                .filter(name -> orders.get(name).status() == Status.ENDED)
                .map(orders::directory)
                .toList());
  }

  /** Where the data of a run lies. */
  public Path data(String name) {
    return Path.of(order(name).data());
  }

  /** What went wrong, without where the runs lie on this machine. */
  public String withoutPlaces(UserException failure) {
    return Trainer.withoutPlaces(String.valueOf(failure.getMessage()), orders.directory(""));
  }

  /** Latest steps of a run after a step; none of a run that does not train. */
  public List<JsonNode> stepsSince(String name, long step) {
    order(name);
    return live(name).map(run -> run.stepsSince(step)).orElse(List.of());
  }

  private Optional<LiveRun> live(String name) {
    return live().filter(run -> run.name().equals(name));
  }

  /** Takes no more steps of it until it is activated. */
  public Status pause(String name, String by) {
    return trainer.change(
        () -> {
          Order order = orders.get(name);
          refuseIf(order.status().isOver(), "the run is over");
          live(name).ifPresent(run -> Trainer.ask(run.control().pause(by)));
          return become(name, order, Status.PAUSED);
        });
  }

  /** Goes on with it, or queues it again. */
  public Status activate(String name, String by) {
    return trainer.change(
        () -> {
          Order order = orders.get(name);
          refuseIf(order.status() == Status.ENDED, "the run has come to its end");
          Optional<LiveRun> running = live(name);
          running.ifPresent(run -> Trainer.ask(run.control().activate(by)));
          return become(name, order, running.isPresent() ? Status.RUNNING : Status.QUEUED);
        });
  }

  /** Ends it without another checkpoint. */
  public Status cancel(String name, String by) {
    return trainer.change(
        () -> {
          Order order = orders.get(name);
          refuseIf(
              order.status() == Status.ENDED || order.status() == Status.FAILED, "the run is over");
          live(name)
              .ifPresent(
                  run -> {
                    run.cancelled();
                    Trainer.ask(run.control().cancel(by));
                  });
          return become(name, order, Status.CANCELLED);
        });
  }

  private Status become(String name, Order order, Status status) {
    if (order.status() != status) {
      orders.put(name, order.with(status));
    }
    return status;
  }

  /** Saves it now. */
  public CompletionStage<Journal.Entry> snapshot(String name, String by) {
    return onLive(name, run -> run.control().snapshot(by));
  }

  /** Changes its settings from the next step on. */
  public CompletionStage<Journal.Entry> change(String name, SettingsChange change, String by) {
    return onLive(name, run -> run.control().change(change, by));
  }

  /** Goes back to an earlier checkpoint. */
  public CompletionStage<Journal.Entry> rollBack(String name, String checkpoint, String by) {
    files(name).checkpoint(checkpoint);
    return onLive(name, run -> run.control().rollBack(checkpoint, by));
  }

  private CompletionStage<Journal.Entry> onLive(
      String name, Function<LiveRun, CompletionStage<Journal.Entry>> ask) {
    order(name);
    return ask.apply(
        live(name)
            .orElseThrow(() -> new Refusal(HttpStatus.CONFLICT, "the run does not train now")));
  }

  private static void refuseIf(boolean wrong, String why) {
    if (wrong) {
      throw new Refusal(HttpStatus.CONFLICT, why);
    }
  }
}
