package io.alexnet.train.track;

import io.alexnet.common.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Passes the figures of one run on. Nothing here ends a run or keeps it waiting. */
public final class Tracks implements AutoCloseable {
  private final Optional<EventFile> events;
  private final Optional<MlflowSender> mlflow;

  private final Consumer<String> note;

  private Tracks(Optional<EventFile> events, Optional<MlflowSender> mlflow, Consumer<String> note) {
    this.events = events;
    this.mlflow = mlflow;
    this.note = note;
  }

  /**
   * For a run that begins or goes on.
   *
   * @param run its directory
   * @param parameters what it is, by name; told a server once
   * @param note hears, on another thread too, that a server does not answer
   */
  public static Tracks open(
      Path run, TrackSettings settings, Map<String, String> parameters, Consumer<String> note)
      throws IOException {
    Optional<EventFile> events =
        settings.tensorBoard()
            ? Optional.of(new EventFile(run, host(), Clock.systemUTC()))
            : Optional.empty();
    if (settings.mlflow().isEmpty()) {
      return new Tracks(events, Optional.empty(), note);
    }
    Spool spool = Spool.open(run, parameters);
    return new Tracks(
        events, Optional.of(MlflowSender.start(spool, settings.mlflow().get(), note)), note);
  }

  private static String host() {
    return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "localhost");
  }

  /**
   * An epoch was taken.
   *
   * @param step steps taken by its end
   * @param figures by tag, such as "val/top1_error"; those that are no number are left out
   * @throws IOException if they cannot be written down
   */
  public void epoch(long step, Map<String, Double> figures) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>(figures);
    numbers.values().removeIf(value -> !Double.isFinite(value));
    if (mlflow.isPresent()) {
      mlflow.get().metrics(step, numbers);
    }
    if (events.isPresent()) {
      events.get().write(step, numbers);
    }
  }

  /** The run has come to its end, or was stopped and may go on. */
  public void ended(Outcome outcome) {
    try {
      if (mlflow.isPresent()) {
        mlflow.get().status(outcome);
      }
    } catch (IOException e) {
      note.accept("the MLflow server is not told how the run was left: " + Reason.of(e));
    }
  }

  /** How a process leaves a run, in MLflow's words. */
  public enum Outcome {
    FINISHED,
    KILLED,
    FAILED
  }

  /** Gives a server a few seconds more to take what waits; the rest stays in the file. */
  @Override
  public void close() {
    mlflow.ifPresent(MlflowSender::close);
  }
}
