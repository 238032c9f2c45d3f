package io.alexnet.serve.runs;

import io.alexnet.train.Journal;
import io.alexnet.train.TrainListener;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
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
      String details =
          entry.details().entrySet().stream()
              .map(detail -> ", %s %s".formatted(detail.getKey(), detail.getValue()))
              .collect(Collectors.joining());
      say(
          TROUBLE.contains(entry.event()) ? Level.WARN : Level.INFO,
          "%s at step %d%s".formatted(entry.event(), entry.step(), details));
    }

    @Override
    public void epoch(EpochInfo epoch) {
      say(
          Level.INFO,
          String.format(
              Locale.ROOT,
              "epoch %d/%d done: loss %.3f err %.2f, val err %.3f top-5 %.3f, lr %s",
              epoch.epoch(),
              epoch.epochs(),
              epoch.trainLoss(),
              epoch.trainTop1Error(),
              epoch.valTop1Error(),
              epoch.valTop5Error(),
              epoch.rate()));
    }

    private void say(Level level, String line) {
      LOG.atLevel(level).addKeyValue(RUN, run).log(line);
    }
  }
}
