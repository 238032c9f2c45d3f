package io.alexnet.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.serve.runs.Events;
import io.alexnet.serve.runs.RunEvent;
import io.micronaut.scheduling.ScheduledExecutorTaskScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecurrenceTest {
  private static final class Failing implements Recurring {
    private final CountDownLatch times = new CountDownLatch(3);

    @Override
    public Duration interval() {
      return Duration.ofMillis(5);
    }

    @Override
    public void run() {
      times.countDown();
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void whatFailsIsDoneAgain() throws InterruptedException {
    Failing failing = new Failing();
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    try {
      new Recurrence(List.of(failing), new ScheduledExecutorTaskScheduler(thread)).begin();
      assertThat(failing.times.await(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aDaemonGivesSignsOfLife(@TempDir Path runs) {
    try (Served served = Served.start(runs)) {
      List<RunEvent> heard =
          served.part(Events.class).of("none").take(2).collectList().block(Served.HANG);
      assertThat(heard).extracting(RunEvent::type).containsExactly("alive", "alive");
    }
  }
}
