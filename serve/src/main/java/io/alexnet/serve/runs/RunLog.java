package io.alexnet.serve.runs;

import io.alexnet.train.Journal;
import io.alexnet.train.TrainListener;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the daemon's log of epochs and of what stands in journals; what needs looking at is a
 * warning. From any thread.
 */
@Singleton
final class RunLog implements RunObserver {
  /** Under this key a line of the log names its run. */
  static final String RUN = "run";

  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

  private static final Set<String> TROUBLE =
      Set.of(
          "diverged",
          "flat-loss",
          "dead-units",
          "stuck",
          "save-failed",
          "metrics-failed",
          "checkpoint-broken");

  @Override
  public TrainListener of(String run) {
    return new OfRun(run);
  }

  private record OfRun(String run) implements TrainListener {
    @Override
    public void event(Journal.Entry entry) {
      say(
          TROUBLE.contains(entry.event()) ? Level.WARN : Level.INFO,
          "%s at step %d%s".formatted(entry.event(), entry.step(), words(entry.details())));
    }

    private static String words(Map<?, ?> details) {
      return details.entrySet().stream()
          .map(detail -> ", %s %s".formatted(detail.getKey(), words(detail.getValue())))
          .collect(Collectors.joining());
    }

    private static String words(@Nullable Object value) {
      return value instanceof Map<?, ?> several
          ? words(several).replaceFirst(", (.*)", "($1)")
          : String.valueOf(value);
    }

    @Override
    public void epoch(EpochInfo epoch) {
      say(Level.INFO, epoch.words());
    }

    private void say(Level level, String line) {
      LOG.atLevel(level).addKeyValue(RUN, run).log(line);
    }
  }
}
