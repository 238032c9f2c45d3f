package io.alexnet.train;

import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.DataAwayException;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.train.RunControl.Ask;
import io.alexnet.train.RunControl.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;

/**
 * A run on its way: how far it has come, what of it is saved, and what it is asked for. For the
 * thread that trains.
 */
final class Course {
  private final Run run;
  private final SaveSettings saves;
  private final TrainListener listener;
  private final RunControl control;
  private Position position;
  private TrainingBatches batches;
  private Optional<Position> savedAt;
  private long savedNanos = System.nanoTime();
  private boolean paused;
  private Optional<String> stopped = Optional.empty();

  Course(Run run, SaveSettings saves, TrainListener listener, RunControl control) {
    this.run = run;
    this.saves = saves;
    this.listener = listener;
    this.control = control;
    this.position = run.start().position();
    this.batches = run.batches(position.settings().augment());
    this.savedAt = run.start().checkpoint().map(checkpoint -> position);
    control.begin(run.settings());
  }

  Position position() {
    return position;
  }

  /** A step or an epoch further. */
  void moveTo(Position next) {
    position = next;
    control.enter(control.state(), position.step());
  }

  /** Those to train on from here; others after a change of the colour noise. */
  TrainingBatches batches() {
    return batches;
  }

  /** The last checkpoint. */
  Optional<Path> saved() {
    return run.saves().latest();
  }

  /** Completes when it is asked to end, which is heard between two steps. */
  Mono<Void> ending() {
    return control.ending();
  }

  /** Why it was asked to end, if it was. */
  Optional<String> stopped() {
    return stopped;
  }

  /**
   * @return the state before
   */
  State enter(State state) {
    State before = control.enter(state, position.step());
    if (state != before) {
      listener.state(state);
    }
    return before;
  }

  /** Whether there is something to do between two steps. */
  boolean isCalled() {
    return isSaveDue() || control.isCalled();
  }

  private boolean isSaveDue() {
    return saves.isDue(position.step(), Duration.ofNanos(System.nanoTime() - savedNanos));
  }

  /** Between two steps: saves if it is time, and hears. */
  void call() {
    if (isSaveDue()) {
      save();
    }
    hear(false);
  }

  /** Does what was asked for; while paused, until it is activated or ends. */
  void hear(boolean validating) {
    run.saves().poll();
    State before = control.state();
    Optional<Ask> ask = next(validating);
    while (ask.isPresent()) {
      answer(ask.get());
      ask = next(validating);
    }
    enter(before);
  }

  private Optional<Ask> next(boolean validating) {
    if (stopped.isPresent()) {
      return Optional.empty();
    }
    if (paused) {
      enter(State.PAUSED);
      // Nobody hears of the end of a save while this thread waits.
      run.saves().await();
    }
    return control.next(validating, paused);
  }

  private void answer(Ask ask) {
    try {
      CompletableFuture<Journal.Entry> answer = ask.answer();
      ask.action()
          .on(this)
          .whenComplete(
              (entry, failure) -> {
                if (failure == null) {
                  answer.complete(entry);
                } else {
                  refuse(ask, (UserException) failure);
                }
              });
    } catch (UserException e) {
      refuse(ask, e);
      if (ask.ends()) {
        throw e;
      }
    } catch (IOException e) {
      refuse(ask, unwritable(e));
      if (ask.ends()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void refuse(Ask ask, UserException why) {
    listener.note("not done: " + why.getMessage());
    ask.answer().completeExceptionally(why);
  }

  /** Begins to save unless that is done. If it fails, the journal says so and the run goes on. */
  void save() {
    if (!savedAt.equals(Optional.of(position)) || run.saves().hasFailed()) {
      State before = enter(State.SAVING);
      run.save(position);
      savedAt = Optional.of(position);
      savedNanos = System.nanoTime();
      enter(before);
    }
  }

  /**
   * Saves unless that is done, and waits for it.
   *
   * @throws UserException if it failed
   */
  private Path requireSaved() {
    State before = enter(State.SAVING);
    try {
      save();
      return run.saves().requireLatest();
    } finally {
      enter(before);
    }
  }

  /**
   * There is nothing left to train.
   *
   * @throws UserException if what was trained cannot be saved
   */
  void end(String reason) {
    requireSaved();
    say("ended", Map.of("reason", reason));
  }

  /**
   * Saves what was trained before the data went away, so that the run can go on from here.
   *
   * @throws UserException if it cannot be saved
   */
  void leave(DataAwayException why) {
    say("data-away", Map.of("reason", String.valueOf(why.getMessage())));
    requireSaved();
  }

  /** To the journal; if that cannot be written, later. */
  Journal.Entry say(String event, Map<String, ?> details) {
    return run.journal().appendWhenPossible(event, position.step(), details);
  }

  private Journal.Entry journal(String event, Map<String, ?> details) throws IOException {
    return run.journal().append(event, position.step(), details);
  }

  private String name(Path checkpoint) throws IOException {
    return run.directory().relative(checkpoint);
  }

  Journal.Entry stop(String by) throws IOException {
    Path checkpoint = requireSaved();
    stopped = Optional.of("asked to stop");
    return say("stopped", details("checkpoint", name(checkpoint), "by", by));
  }

  Journal.Entry cancel(String by) {
    stopped = Optional.of("cancelled");
    return say("cancelled", Map.of("by", by));
  }

  /** Begins to save and goes on: its answer comes when that is done. */
  CompletionStage<Journal.Entry> snapshot(String by) {
    save();
    long step = position.step();
    CompletableFuture<Journal.Entry> saved = new CompletableFuture<>();
    run.saves()
        .whenEnded(
            () -> {
              try {
                String checkpoint = name(run.saves().requireLatest());
                saved.complete(
                    run.journal()
                        .append("saved", step, details("checkpoint", checkpoint, "by", by)));
              } catch (UserException e) {
                saved.completeExceptionally(e);
              } catch (IOException e) {
                saved.completeExceptionally(unwritable(e));
              }
            });
    return saved;
  }

  private static UserException unwritable(IOException e) {
    return new UserException("the run cannot be written: " + Reason.withFile(e), e);
  }

  Journal.Entry pause(String by) throws IOException {
    Journal.Entry entry = journal("paused", Map.of("by", by));
    paused = true;
    return entry;
  }

  Journal.Entry activate(String by) throws IOException {
    Journal.Entry entry = journal("activated", Map.of("by", by));
    paused = false;
    return entry;
  }

  Journal.Entry change(SettingsChange change, String by) throws IOException {
    Map<String, Double> from = change.before(position).named();
    Position before = position;
    take(change.over(position));
    try {
      Path checkpoint = requireSaved();
      writeConfig();
      return say(
          "changed",
          details("from", from, "to", change.named(), "checkpoint", name(checkpoint), "by", by));
    } catch (UserException e) {
      // What would not outlive a crash is not done.
      take(before);
      throw e;
    }
  }

  Journal.Entry rollBack(String checkpoint, String by) throws IOException {
    long from = position.step();
    Position back = run.rollBack(checkpoint);
    savedAt = Optional.of(back);
    take(back);
    writeConfig();
    return say(
        "rolled-back",
        details("from_step", from, "checkpoint", name(run.saves().requireLatest()), "by", by));
  }

  /** For people: the run itself is in its checkpoints. */
  private void writeConfig() {
    try {
      run.writeConfig(position);
    } catch (IOException e) {
      listener.note("config.yml has not the settings in force: " + Reason.of(e));
    }
  }

  /**
   * Goes back to a checkpoint, or to the start if there is none, and saves what is other than it
   * was there.
   *
   * @param rate no higher than this from there on
   * @param returns how often the run has gone back now
   */
  void goBack(Optional<Path> checkpoint, double rate, int returns) throws IOException {
    Position back =
        checkpoint.isPresent()
            ? run.rollBack(checkpoint.get().getFileName().toString())
            : run.restart();
    Position slower =
        back.rate().rate() <= rate
            ? back
            : SettingsChange.of(Setting.LEARNING_RATE, rate).over(back);
    take(slower.withReturns(returns));
    batches = run.batches(position.settings().augment());
    savedAt = Optional.empty();
    save();
    run.saves().await();
    writeConfig();
  }

  /** Makes a position with perhaps other settings the one that counts. */
  private void take(Position next) {
    TrainSettings before = position.settings();
    TrainSettings now = next.settings();
    if (now.network().dropout() != before.network().dropout()) {
      run.network().setDropout(now.network().dropout());
    }
    if (!now.augment().equals(before.augment())
        || next.epoch() != position.epoch()
        || next.step() != position.step()) {
      batches = run.batches(now.augment());
    }
    moveTo(next);
  }

  /** Names and values in this order. */
  static Map<String, Object> details(Object... namesAndValues) {
    Map<String, Object> details = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      details.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return details;
  }
}
