package io.alexnet.serve.jobs;

import io.alexnet.serve.Recurring;
import io.alexnet.serve.TrackingKeys;
import io.alexnet.serve.runs.RunQueue;
import io.alexnet.train.track.MlflowSender;
import io.alexnet.train.track.TrackSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends an MLflow server what it did not take of runs that have ended since. All others send it
 * themselves when they go on.
 */
@Singleton
final class UnsentRecords implements Recurring {
  private static final Logger LOG = LoggerFactory.getLogger(UnsentRecords.class);

  private final RunQueue runs;
  private final Optional<TrackSettings.Mlflow> server;

  UnsentRecords(RunQueue runs, TrackingKeys keys) {
    this.runs = runs;
    this.server = keys.settings().mlflow();
  }

  @Override
  public Duration interval() {
    return Duration.ofMinutes(1);
  }

  @Override
  public void run() throws InterruptedException {
    if (server.isPresent()) {
      try {
        for (Path run : runs.ended()) {
          MlflowSender.sendRest(run, server.get());
        }
      } catch (IOException e) {
        LOG.debug("records still wait for {}: {}", server.get().server(), e.toString());
      }
    }
  }
}
