package io.alexnet.serve.watch;

import io.alexnet.common.Reason;
import io.alexnet.serve.ServeSettings;
import io.alexnet.serve.runs.LiveRun;
import io.alexnet.serve.runs.RunQueue;
import io.alexnet.train.RunControl.State;
import io.alexnet.train.TrainListener.StepInfo;
import io.micronaut.context.annotation.Factory;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * What must hold for the daemon to be ready. A run that is paused is well; liveness asks none of
 * these.
 */
@Factory
final class Indicators {
  /** No step, no validated batch, no save for so long: the run is stuck. */
  private static final Duration STUCK = Duration.ofMinutes(10);

  private final RunQueue runs;
  private final ServeSettings settings;

  Indicators(RunQueue runs, ServeSettings settings) {
    this.runs = runs;
    this.settings = settings;
  }

  private static HealthIndicator of(Supplier<HealthResult.Builder> ask) {
    return () -> Mono.fromSupplier(() -> ask.get().build());
  }

  private static HealthResult.Builder result(String name, boolean up, Map<String, Object> details) {
    return HealthResult.builder(name, up ? HealthStatus.UP : HealthStatus.DOWN).details(details);
  }

  /** Whether what should train makes progress. */
  @Singleton
  @Named("training")
  HealthIndicator training() {
    return of(this::askTraining);
  }

  private HealthResult.Builder askTraining() {
    Map<String, Object> details = new LinkedHashMap<>();
    Optional<LiveRun> live = runs.live();
    boolean stuck = false;
    if (live.isPresent()) {
      State state = live.get().control().state();
      Duration since = Duration.between(live.get().progressAt(), Instant.now());
      stuck = state != State.PAUSED && since.compareTo(STUCK) > 0;
      details.put("run", live.get().name());
      details.put("state", state.name().toLowerCase(Locale.ROOT));
      details.put("step", live.get().control().step());
      details.put("seconds_since_progress", since.toSeconds());
    }
    return result("training", runs.isAlive() && !stuck, details);
  }

  /** What bounds the speed; never a reason to be down. */
  @Singleton
  @Named("pipeline")
  HealthIndicator pipeline() {
    return of(this::askPipeline);
  }

  private HealthResult.Builder askPipeline() {
    Map<String, Object> details = new LinkedHashMap<>();
    Optional<StepInfo> latest = runs.live().flatMap(LiveRun::latest);
    latest.ifPresent(
        step -> {
          details.put("images_per_second", step.imagesPerSecond());
          details.put("verdict", step.verdict().words());
        });
    return result("pipeline", true, details);
  }

  /** Whether checkpoints can be written. */
  @Singleton
  @Named("checkpointStorage")
  HealthIndicator checkpointStorage() {
    return of(this::askStorage);
  }

  private HealthResult.Builder askStorage() {
    Path runsDirectory = settings.runs();
    try {
      Path probe = Files.createTempFile(runsDirectory, ".probe", "");
      Files.delete(probe);
      return result("checkpointStorage", true, Map.of());
    } catch (IOException e) {
      return result("checkpointStorage", false, Map.of("error", Reason.of(e)));
    }
  }
}
