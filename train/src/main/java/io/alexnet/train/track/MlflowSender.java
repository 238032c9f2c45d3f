package io.alexnet.train.track;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes down what an MLflow server is to be told, and tells it on a thread of its own. A server
 * that is away is asked again after a quarter of a second, then after ever longer, at most a
 * minute.
 */
public final class MlflowSender implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** In which a server may take what waits before the process goes. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Spool spool;
  private final Delivery delivery;
  private final String address;
  private final Consumer<String> note;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread = new Thread(this::work, "mlflow");
  private volatile boolean closing;
  private Duration pause = FIRST_PAUSE;
  private boolean away;

  private MlflowSender(Spool spool, TrackSettings.Mlflow settings, Consumer<String> note)
      throws IOException {
    this.spool = spool;
    this.delivery = new Delivery(spool, new MlflowServer(settings), this::leftOut);
    this.address = settings.server().toString();
    this.note = note;
  }

  static MlflowSender start(Spool spool, TrackSettings.Mlflow settings, Consumer<String> note)
      throws IOException {
    MlflowSender sender = new MlflowSender(spool, settings, note);
    sender.thread.setDaemon(true);
    sender.thread.start();
    return sender;
  }

  /**
   * Tells a server what is left of a run that is over, on the calling thread.
   *
   * @param run its directory; nobody else may write there
   * @throws IOException if it does not take all of it: ask again later
   */
  public static void sendRest(Path run, TrackSettings.Mlflow settings)
      throws IOException, InterruptedException {
    Optional<Spool> spool = Spool.of(run);
    if (spool.isPresent()) {
      Delivery delivery = new Delivery(spool.get(), new MlflowServer(settings), why -> {});
      boolean more = true;
      while (more) {
        more = delivery.next();
      }
    }
  }

  void metrics(long step, Map<String, Double> figures) throws IOException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    long now = Instant.now().toEpochMilli();
    figures.forEach(
        (tag, value) ->
            line.withArray("metrics")
                .addObject()
                .put("key", tag)
                .put("value", value)
                .put("timestamp", now)
                .put("step", step));
    say(line);
  }

  void status(Tracks.Outcome outcome) throws IOException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("status", outcome.name());
    line.put("end_time", Instant.now().toEpochMilli());
    say(line);
  }

  private void say(JsonNode line) throws IOException {
    spool.append(line);
    news.release();
  }

  private void work() {
    try {
      while (true) {
        boolean all = sendAll();
        if (closing) {
          return;
        }
        if (all) {
          news.acquire();
        } else {
          news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause = Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));
        }
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing is left. */
  private boolean sendAll() throws InterruptedException {
    try {
      while (delivery.next()) {
        pause = FIRST_PAUSE;
        if (away) {
          away = false;
          note.accept("the MLflow server at %s takes records again".formatted(address));
        }
      }
      return true;
    } catch (IOException e) {
      if (!away) {
        away = true;
        note.accept(
            "the MLflow server at %s takes no records now: %s; they wait in %s"
                .formatted(address, e, Spool.LINES));
      }
      return false;
    }
  }

  private void leftOut(String why) {
    note.accept("the MLflow server at %s refused a record: %s".formatted(address, why));
  }

  @Override
  public void close() {
    closing = true;
    news.release();
    try {
      thread.join(GRACE.toMillis());
      thread.interrupt();
      thread.join(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
