package io.alexnet.serve.watch;

import io.alexnet.common.Stage;
import io.alexnet.serve.runs.RunObserver;
import io.alexnet.train.Journal;
import io.alexnet.train.Throughput;
import io.alexnet.train.TrainListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What training has come to since the daemon began, all its runs together: counters do not fall
 * when another run begins. Of the steps' time alone; validating and saving are left out.
 */
@Singleton
final class TrainCounters implements RunObserver, MeterBinder {
  /**
   * Lines of journals that are counted, each from the start: an increase from none would be lost.
   */
  private static final List<String> EVENTS =
      List.of(
          "diverged",
          "went-back",
          "flat-loss",
          "dead-units",
          "stuck",
          "save-failed",
          "checkpoint-broken");

  /** Upper ends of classes: from a small network on a GPU to a large one on few cores. */
  private static final Duration[] STEP_CLASSES =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final Duration[] SAVE_CLASSES =
      Stream.of(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final double NANOS = 1e9;

  private final Map<String, LongAdder> events = new ConcurrentHashMap<>();
  private final LongAdder steps = new LongAdder();
  private volatile Throughput spent = Throughput.ZERO;
  private volatile Optional<Timer> stepTimes = Optional.empty();
  private volatile Optional<Timer> saveTimes = Optional.empty();

  @Override
  public void bindTo(MeterRegistry registry) {
    counter("alexnet.steps", "Training steps taken.", ours -> ours.steps.sum()).register(registry);
    for (Stage stage : Stage.values()) {
      images(registry, word(stage), span -> span.pipeline().busy(stage).images());
    }
    images(registry, "train", Throughput::images);
    skipped(registry, Stage.READ, "unreadable");
    skipped(registry, Stage.DECODE, "damaged");
    counter(
            "alexnet.starved.seconds",
            "Time that the trainer waited for images.",
            ours -> ours.spent.starvedNanos() / NANOS)
        .register(registry);
    counter(
            "alexnet.backpressured.seconds",
            "Time that the pipeline waited for the trainer: every buffer was full.",
            ours -> ours.spent.pipeline().heldBackNanos() / NANOS)
        .register(registry);
    for (String event : EVENTS) {
      LongAdder count = events.computeIfAbsent(event, name -> new LongAdder());
      FunctionCounter.builder("alexnet.events", count, LongAdder::sum)
          .description("Lines of the runs' journals that somebody should look at.")
          .tag("event", event)
          .register(registry);
    }
    stepTimes =
        Optional.of(
            Timer.builder("alexnet.step.seconds")
                .description("From one training step to the next, waiting for images included.")
                .serviceLevelObjectives(STEP_CLASSES)
                .register(registry));
    saveTimes =
        Optional.of(
            Timer.builder("alexnet.checkpoint.seconds")
                .description("Time to write a checkpoint, beside training.")
                .serviceLevelObjectives(SAVE_CLASSES)
                .register(registry));
  }

  private FunctionCounter.Builder<TrainCounters> counter(
      String name, String what, ToDoubleFunction<TrainCounters> value) {
    return FunctionCounter.builder(name, this, value).description(what);
  }

  private void images(MeterRegistry registry, String stage, ToDoubleFunction<Throughput> images) {
    counter(
            "alexnet.images",
            "Images that went through a stage.",
            ours -> images.applyAsDouble(ours.spent))
        .tag("stage", stage)
        .register(registry);
  }

  private void skipped(MeterRegistry registry, Stage stage, String reason) {
    counter(
            "alexnet.images.skipped",
            "Images met in training that could not be used, and were replaced.",
            ours -> ours.spent.pipeline().busy(stage).rejected())
        .tag("reason", reason)
        .register(registry);
  }

  private static String word(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public TrainListener of(String run) {
    return new Counting();
  }

  private final class Counting implements TrainListener {
    @Override
    public void step(StepInfo step) {
      steps.increment();
      spent = spent.plus(step.span());
      stepTimes.ifPresent(timer -> timer.record(step.span().nanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void saved(SaveInfo save) {
      saveTimes.ifPresent(timer -> timer.record(save.took()));
    }

    @Override
    public void event(Journal.Entry entry) {
      LongAdder count = events.get(entry.event());
      if (count != null) {
        count.increment();
      }
    }
  }
}
