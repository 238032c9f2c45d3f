package io.alexnet.train;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * By which a run is steered while it goes on, from any thread. For one run.
 *
 * <p>What is asked for is done by the thread that trains, between two steps, in the order of
 * asking. Who asks for the end need not wait for that of a step, nor for the images of the next:
 * {@link #stop} and {@link #cancel} give up what the run is at, and the step is taken when it goes
 * on. All is heard during validation too, where only {@link #change} and {@link #rollBack} wait for
 * its end. Every request is answered with the line it left in the journal, once that is on disk; or
 * with a {@link UserException} that says why it was not done, the run going on as before.
 *
 * <p>Whoever asks says who it is: {@code by} is "signal", "user" or a name, for the journal.
 */
public final class RunControl {
  /** What a run is at. */
  public enum State {
    /** Before its first step: reading, checking, computing statistics. */
    STARTING,
    /** Taking steps. */
    RUNNING,
    /** Waiting to be activated, stopped or cancelled. */
    PAUSED,
    /** Measuring the epoch just taken. */
    VALIDATING,
    /** Making a checkpoint. */
    SAVING,
    /** Over, for whatever reason. */
    ENDED
  }

  /** Carries out what was asked for; the answer may come later, on the same thread. */
  @FunctionalInterface
  interface Action {
    CompletionStage<Journal.Entry> on(Course course) throws IOException;
  }

  /**
   * @param whileValidating whether it need not wait for the end of a validation
   * @param ends whether the run is to end with it, done or not
   */
  record Ask(
      boolean whileValidating,
      boolean ends,
      Action action,
      CompletableFuture<Journal.Entry> answer) {}

  private static final int MOST_WAITING = 64;

  private final Lock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private final ArrayDeque<Ask> asks = new ArrayDeque<>();
  private State state = State.STARTING;
  private long step;
  private Optional<TrainSettings> begun = Optional.empty();
  private final Sinks.Empty<Void> ending = Sinks.empty();
  private volatile boolean isEnding;
  private volatile boolean stuck;

  /** Save, verify, end. The run can be gone on with. */
  public CompletionStage<Journal.Entry> stop(String by) {
    return ask(true, true, course -> done(course.stop(by)));
  }

  /** End without another checkpoint. The run can be gone on with from the last one. */
  public CompletionStage<Journal.Entry> cancel(String by) {
    return ask(true, true, course -> done(course.cancel(by)));
  }

  /** Save now and go on; answered when the checkpoint is verified and has its name. */
  public CompletionStage<Journal.Entry> snapshot(String by) {
    return ask(true, false, course -> course.snapshot(by));
  }

  /** Take no more steps until activated. Memory stays taken, other requests are heard. */
  public CompletionStage<Journal.Entry> pause(String by) {
    return ask(true, false, course -> done(course.pause(by)));
  }

  /** Go on after a pause. */
  public CompletionStage<Journal.Entry> activate(String by) {
    return ask(true, false, course -> done(course.activate(by)));
  }

  /**
   * Change settings from the next step on, and save, so that the change outlives a crash.
   *
   * @throws UserException if the run has not begun, or has nothing that could be set so
   */
  public CompletionStage<Journal.Entry> change(SettingsChange change, String by) {
    change.requireFits(
        begun().orElseThrow(() -> new UserException("the run has not begun: ask again later")));
    return ask(false, false, course -> done(course.change(change, by)));
  }

  /**
   * Go back to an earlier checkpoint of the run: weights, position and settings become what they
   * were. Checkpoints saved after it are set aside under other names.
   *
   * @param checkpoint the name of its directory, or "best" or "last"
   */
  public CompletionStage<Journal.Entry> rollBack(String checkpoint, String by) {
    return ask(false, false, course -> done(course.rollBack(checkpoint, by)));
  }

  /** What the run is at. */
  public State state() {
    return locked(() -> state);
  }

  /** Steps taken in all. */
  public long step() {
    return locked(() -> step);
  }

  /** Whether nothing has moved for much longer than a step takes. The run may yet go on. */
  public boolean isStuck() {
    return stuck;
  }

  void setStuck(boolean now) {
    stuck = now;
  }

  private Optional<TrainSettings> begun() {
    return locked(() -> begun);
  }

  private static CompletionStage<Journal.Entry> done(Journal.Entry entry) {
    return CompletableFuture.completedStage(entry);
  }

  private CompletionStage<Journal.Entry> ask(boolean whileValidating, boolean ends, Action action) {
    CompletableFuture<Journal.Entry> answer = new CompletableFuture<>();
    locked(
        () -> {
          if (state == State.ENDED) {
            answer.completeExceptionally(new UserException("the run has ended"));
          } else if (asks.size() >= MOST_WAITING && !ends) {
            answer.completeExceptionally(
                new UserException(
                    "%d requests to the run wait already: ask again later".formatted(asks.size())));
          } else {
            asks.add(new Ask(whileValidating, ends, action, answer));
            asked.signalAll();
          }
          return answer;
        });
    if (ends) {
      isEnding = true;
      ending.tryEmitEmpty();
    }
    return answer;
  }

  /**
   * Whether it was asked to stop or cancel. For where nothing is heard: at the start, in a step.
   */
  boolean isEnding() {
    return isEnding;
  }

  /** Completes when it is asked to stop or cancel, on the thread that asks. */
  Mono<Void> ending() {
    return ending.asMono();
  }

  /** The run has begun. */
  void begin(TrainSettings settings) {
    locked(() -> begun = Optional.of(settings));
  }

  /**
   * @return the state before
   */
  State enter(State newState, long newStep) {
    return locked(
        () -> {
          State before = state;
          state = newState;
          step = newStep;
          return before;
        });
  }

  /**
   * The next request.
   *
   * @param validating whether to leave those that wait for the end of it
   * @param waiting whether to wait for one
   */
  Optional<Ask> next(boolean validating, boolean waiting) {
    return locked(
        () -> {
          Optional<Ask> next = take(validating);
          while (waiting && next.isEmpty()) {
            asked.awaitUninterruptibly();
            next = take(validating);
          }
          return next;
        });
  }

  /** Whether a request waits. */
  boolean isCalled() {
    return locked(() -> !asks.isEmpty());
  }

  private Optional<Ask> take(boolean validating) {
    for (Iterator<Ask> waiting = asks.iterator(); waiting.hasNext(); ) {
      Ask ask = waiting.next();
      if (!validating || ask.whileValidating()) {
        waiting.remove();
        return Optional.of(ask);
      }
    }
    return Optional.empty();
  }

  /** Nothing more is heard; whoever waits for an answer is told. */
  void end() {
    List<Ask> unheard =
        locked(
            () -> {
              state = State.ENDED;
              List<Ask> left = new ArrayList<>(asks);
              asks.clear();
              return left;
            });
    unheard.forEach(
        ask -> ask.answer().completeExceptionally(new UserException("the run has ended")));
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
