package io.alexnet.train;

import io.alexnet.common.PipelineTimes;
import io.alexnet.common.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at a run now and then, and says when it is stuck, what it waits for, and when it moves
 * again. Changes nothing about it.
 */
final class Watchdog implements AutoCloseable {
  private final Run run;
  private final Stopwatch trainer;
  private final RunControl control;
  private final TrainListener listener;
  private final LongSupplier nanoTime;
  private final StuckWatch watch;
  private final Thread trains = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private Optional<Thread> thread = Optional.empty();
  private PipelineTimes seen = PipelineTimes.ZERO;

  /** Of the run that the calling thread trains; looks when told to. */
  Watchdog(
      Run run,
      Stopwatch trainer,
      RunControl control,
      TrainListener listener,
      WatchSettings.Stuck limits,
      LongSupplier nanoTime) {
    this.run = run;
    this.trainer = trainer;
    this.control = control;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.watch = new StuckWatch(limits);
  }

  /** Looks on a thread of its own from now on, until it is closed. */
  void start(Duration interval) {
    Thread looks = new Thread(() -> lookEvery(interval), "watchdog");
    looks.setDaemon(true);
    looks.start();
    thread = Optional.of(looks);
  }

  private void lookEvery(Duration interval) {
    try {
      while (!over.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void look() {
    PipelineTimes now = run.workers().meter().sample();
    long images = now.stages().values().stream().mapToLong(PipelineTimes.Busy::images).sum();
    watch
        .look(new StuckWatch.Sample(nanoTime.getAsLong(), control.state(), control.step(), images))
        .ifPresent(verdict -> tell(verdict, now));
    seen = now;
    control.setStuck(watch.isStuck());
  }

  private void tell(StuckWatch.Verdict verdict, PipelineTimes now) {
    boolean stuck = watch.isStuck();
    String still = seconds(verdict.still());
    String step = seconds(verdict.step());
    try {
      if (stuck) {
        String file = dump();
        listener.note(
            "stuck: nothing has moved for %s s, where a step takes %s s: %s; what every thread does is in %s"
                .formatted(still, step, who(now), file));
        journal(
            "stuck",
            Course.details(
                "seconds", still, "step_seconds", step, "who", who(now), "threads", file));
      } else {
        listener.note("it moves again, after %s s".formatted(still));
        journal("moves-again", Course.details("seconds", still));
      }
    } catch (IOException e) {
      listener.note("the run's directory cannot be written: " + Reason.of(e));
    }
  }

  private void journal(String event, Map<String, Object> details) throws IOException {
    run.journal().appendWhenPossible(event, control.step(), details);
  }

  /** What the two sides are at. */
  private String who(PipelineTimes now) {
    return switch (control.state()) {
      case VALIDATING -> "validation gets no further";
      case SAVING -> "a checkpoint is not finished";
      default -> {
        if (trainer.isWaiting()) {
          yield "the trainer waits for images and the workers bring none";
        }
        yield "the trainer is within a step%s"
            .formatted(
                now.heldBackNanos() > seen.heldBackNanos() ? " and the workers wait for it" : "");
      }
    };
  }

  /** Writes down the stack of every thread, the trainer's first. */
  private String dump() throws IOException {
    Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
    String text =
        Stream.concat(Stream.of(trains), stacks.keySet().stream().filter(other -> other != trains))
            .map(one -> text(one, stacks.getOrDefault(one, new StackTraceElement[0])))
            .collect(Collectors.joining("\n"));
    String name = String.format(Locale.ROOT, "stuck-%08d.txt", control.step());
    Files.writeString(run.directory().root().resolve(name), text);
    return name;
  }

  private static String text(Thread thread, StackTraceElement[] stack) {
    return "%s (%s)\n".formatted(thread.getName(), thread.getState())
        + Stream.of(stack).map(frame -> "  at " + frame + "\n").collect(Collectors.joining());
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3g", duration.toNanos() * 1e-9);
  }

  /** Looks no more. */
  @Override
  public void close() {
    over.countDown();
    control.setStuck(false);
    thread.ifPresent(
        looks -> {
          try {
            looks.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
