package io.alexnet.serve;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins what recurs once the server answers. Micronaut's own annotation begins it beside the
 * start, on another thread, which logs errors of its own when the start is refused meanwhile.
 */
@Singleton
final class Recurrence implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(Recurrence.class);

  private final List<Recurring> all;
  private final TaskScheduler scheduler;

  Recurrence(List<Recurring> all, @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
    this.all = all;
    this.scheduler = scheduler;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    begin();
  }

  @SuppressWarnings(
      "FutureReturnValueIgnored") // It ends with the daemon, and never by an exception.
  void begin() {
    for (Recurring work : all) {
      scheduler.scheduleWithFixedDelay(work.interval(), work.interval(), () -> run(work));
    }
  }

  /** An exception would keep it from being done again. */
  private static void run(Recurring work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("{} failed", work.getClass().getSimpleName(), e);
    }
  }
}
