package io.alexnet.serve.watch;

import io.alexnet.serve.runs.Events;
import io.alexnet.serve.runs.LiveRun;
import io.alexnet.serve.runs.RunQueue;
import io.alexnet.serve.runs.Status;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.TrainListener.EpochInfo;
import io.alexnet.train.TrainListener.StepInfo;
import io.alexnet.train.Verdict.Bound;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The meters of training, read when they are asked for: a run costs nothing more for them. NaN
 * while there is nothing to say. Their labels come from fixed sets; a run's name is none of them.
 */
@Singleton
final class TrainMeters implements MeterBinder {
  private static final double MILLIS = 1e3;

  private final RunQueue runs;
  private final Events events;

  TrainMeters(RunQueue runs, Events events) {
    this.runs = runs;
    this.events = events;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    steps(registry);
    epochs(registry);
    times(registry);
    for (State state : State.values()) {
      gauge("alexnet.state", "What the run is at: 1 for the state it is in.", queue -> is(state))
          .tag("state", word(state))
          .register(registry);
    }
    for (Status status : Status.values()) {
      gauge("alexnet.runs", "Runs of a status.", queue -> queue.count(status))
          .tag("status", word(status))
          .register(registry);
    }
    gauge("alexnet.event.clients", "Who listens to events.", queue -> events.clients())
        .register(registry);
  }

  private void steps(MeterRegistry registry) {
    gauge("alexnet.train.loss", "Mean training loss of the epoch, in nats.", step(StepInfo::loss))
        .register(registry);
    gauge(
            "alexnet.train.error.ratio",
            "Training error of the epoch, 0 to 1.",
            step(StepInfo::top1Error))
        .tag("k", "1")
        .register(registry);
    gauge("alexnet.epoch", "The epoch in progress, from 1.", step(StepInfo::epoch))
        .register(registry);
    gauge("alexnet.learning.rate", "Learning rate of the weights.", step(StepInfo::rate))
        .tag("group", "weights")
        .register(registry);
    gauge(
            "alexnet.images.per.second",
            "Images trained on a second.",
            step(StepInfo::imagesPerSecond))
        .register(registry);
    gauge("alexnet.step", "Steps that the run has taken.", live(run -> run.control().step()))
        .register(registry);
    gauge("alexnet.queue.depth", "Full batches that wait for the trainer.", step(StepInfo::queued))
        .tag("stage", "train")
        .register(registry);
    for (Bound bound : Bound.values()) {
      gauge(
              "alexnet.bound",
              "What bounds the speed: 1 for what does.",
              step(step -> step.verdict().bound() == bound ? 1 : 0))
          .tag("bound", word(bound))
          .register(registry);
    }
  }

  private void epochs(MeterRegistry registry) {
    gauge(
            "alexnet.eval.error.ratio",
            "Validation error of the last epoch, 0 to 1.",
            epoch(EpochInfo::valTop1Error))
        .tags("k", "1", "views", "1")
        .register(registry);
    gauge(
            "alexnet.eval.error.ratio",
            "Validation error of the last epoch, 0 to 1.",
            epoch(EpochInfo::valTop5Error))
        .tags("k", "5", "views", "1")
        .register(registry);
    gauge(
            "alexnet.gradient.norm",
            "Size of the gradient of the epoch's last step.",
            epoch(info -> info.latest().gradientNorm()))
        .register(registry);
  }

  private void times(MeterRegistry registry) {
    gauge(
            "alexnet.stuck",
            "1 if nothing has moved for much longer than a step takes.",
            live(run -> run.control().isStuck() ? 1 : 0))
        .register(registry);
    gauge(
            "alexnet.last.progress.timestamp.seconds",
            "When the run last made progress.",
            live(run -> seconds(run.progressAt())))
        .register(registry);
    gauge(
            "alexnet.checkpoint.last.success.timestamp.seconds",
            "When the run's last checkpoint was saved.",
            live(
                run ->
                    runs.files(run.name())
                        .lastSaved()
                        .map(TrainMeters::seconds)
                        .orElse(Double.NaN)))
        .register(registry);
  }

  private Gauge.Builder<RunQueue> gauge(
      String name, String what, ToDoubleFunction<RunQueue> value) {
    return Gauge.builder(name, runs, value).description(what);
  }

  private static ToDoubleFunction<RunQueue> live(ToDoubleFunction<LiveRun> value) {
    return queue -> queue.live().map(value::applyAsDouble).orElse(Double.NaN);
  }

  private static ToDoubleFunction<RunQueue> step(ToDoubleFunction<StepInfo> value) {
    return queue ->
        queue.live().flatMap(LiveRun::latest).map(value::applyAsDouble).orElse(Double.NaN);
  }

  private static ToDoubleFunction<RunQueue> epoch(ToDoubleFunction<EpochInfo> value) {
    return queue ->
        queue.live().flatMap(LiveRun::lastEpoch).map(value::applyAsDouble).orElse(Double.NaN);
  }

  private double is(State state) {
    Optional<State> now = runs.live().map(run -> run.control().state());
    return now.equals(Optional.of(state)) ? 1 : 0;
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / MILLIS;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
