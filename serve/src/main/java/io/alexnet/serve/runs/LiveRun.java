package io.alexnet.serve.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.train.Journal;
import io.alexnet.train.RunControl;
import io.alexnet.train.Throughput;
import io.alexnet.train.TrainListener;
import io.alexnet.train.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The run that trains: how it is steered and what it was last heard to do. Heard on the thread that
 * trains, asked from any.
 */
public final class LiveRun implements TrainListener {
  /** Steps that a page can show of the time before it was opened. */
  private static final int REMEMBERED = 1024;

  /** From one step that is told to the next: a screen shows no more. */
  private static final Duration TOLD_EVERY = Duration.ofMillis(100);

  private final String name;
  private final Events events;
  private final List<TrainListener> observers;
  private final RunControl control = new RunControl();
  private final Deque<JsonNode> steps = new ArrayDeque<>();
  private Optional<StepInfo> latest = Optional.empty();
  private long latestNumber;
  private Optional<EpochInfo> lastEpoch = Optional.empty();
  private OptionalLong toldNanos = OptionalLong.empty();
  private Instant progressAt = Instant.now();
  private boolean cancelled;

  /**
   * @param observers hear all that it hears, after it has taken note of it
   */
  LiveRun(String name, Events events, List<TrainListener> observers) {
    this.name = name;
    this.events = events;
    this.observers = observers;
  }

  /** Name of the run. */
  public String name() {
    return name;
  }

  public RunControl control() {
    return control;
  }

  /** Its last step, if it took one. */
  public synchronized Optional<StepInfo> latest() {
    return latest;
  }

  /** What is told of its last step, under that step's own number, if it took one. */
  synchronized Optional<JsonNode> latestFigures() {
    return latest.map(step -> Json.finite(figures(step, latestNumber)));
  }

  /** The last epoch that ended since it went on. */
  public synchronized Optional<EpochInfo> lastEpoch() {
    return lastEpoch;
  }

  /** When it last took a step, measured or changed what it is at. */
  public synchronized Instant progressAt() {
    return progressAt;
  }

  /** Steps after a step, oldest first, as many as are remembered. */
  synchronized List<JsonNode> stepsSince(long step) {
    return steps.stream().filter(info -> info.get("step").asLong() > step).toList();
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  synchronized void cancelled() {
    cancelled = true;
  }

  @Override
  public void at(String what, long done, long total) {
    progressed();
    observers.forEach(other -> other.at(what, done, total));
  }

  private synchronized void progressed() {
    progressAt = Instant.now();
  }

  @Override
  public void note(String line) {
    observers.forEach(other -> other.note(line));
    tell("note", Json.tree(Map.of("text", line)));
  }

  @Override
  public void step(StepInfo step) {
    observers.forEach(other -> other.step(step));
    long number = control.step();
    if (isToBeTold(step, number)) {
      JsonNode told = Json.finite(figures(step, number));
      remember(told);
      tell("step", told);
    }
  }

  private synchronized boolean isToBeTold(StepInfo step, long number) {
    latest = Optional.of(step);
    latestNumber = number;
    progressAt = Instant.now();
    long now = System.nanoTime();
    if (toldNanos.isPresent() && now - toldNanos.getAsLong() < TOLD_EVERY.toNanos()) {
      return false;
    }
    toldNanos = OptionalLong.of(now);
    return true;
  }

  private synchronized void remember(JsonNode told) {
    steps.addLast(told);
    if (steps.size() > REMEMBERED) {
      steps.removeFirst();
    }
  }

  private static Map<String, Object> figures(StepInfo step, long number) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("step", number);
    figures.put("epoch", step.epoch());
    figures.put("epochs", step.epochs());
    figures.put("step_in_epoch", step.step());
    figures.put("steps_per_epoch", step.stepsPerEpoch());
    figures.put("loss", step.loss());
    figures.put("top1_error", step.top1Error());
    figures.put("learning_rate", step.rate());
    figures.put("images_per_second", step.imagesPerSecond());
    figures.put("seconds_left", step.secondsLeft());
    Throughput recent = step.recent();
    figures.put("starved_ratio", recent.starvedRatio());
    figures.put("held_back_ratio", recent.heldBackRatio());
    figures.put("queued_batches", step.queued());
    figures.put("busy_workers", recent.busyWorkers());
    figures.put("workers", recent.workers());
    Verdict verdict = recent.verdict();
    figures.put("bound", verdict.bound());
    figures.put("verdict", verdict.words());
    return figures;
  }

  @Override
  public void epoch(EpochInfo epoch) {
    synchronized (this) {
      lastEpoch = Optional.of(epoch);
      progressAt = Instant.now();
    }
    observers.forEach(other -> other.epoch(epoch));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("step", control.step());
    figures.put("epoch", epoch.epoch());
    figures.put("epochs", epoch.epochs());
    figures.put("train_loss", epoch.trainLoss());
    figures.put("train_top1_error", epoch.trainTop1Error());
    figures.put("val_loss", epoch.valLoss());
    figures.put("val_top1_error", epoch.valTop1Error());
    figures.put("val_top5_error", epoch.valTop5Error());
    figures.put("val_mean_class_error", epoch.classes().mean());
    figures.put("learning_rate", epoch.rate());
    figures.put("best", epoch.best());
    tell("epoch", Json.finite(figures));
  }

  @Override
  public void saved(SaveInfo save) {
    observers.forEach(other -> other.saved(save));
  }

  @Override
  public void state(RunControl.State state) {
    progressed();
    observers.forEach(other -> other.state(state));
    tell("state", Json.tree(Map.of("state", state)));
  }

  @Override
  public void event(Journal.Entry entry) {
    observers.forEach(other -> other.event(entry));
    tell("journal", RunFiles.entry(entry));
  }

  private void tell(String type, JsonNode data) {
    events.tell(new RunEvent(name, type, data));
  }
}
