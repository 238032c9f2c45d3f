package io.alexnet.app;

import io.alexnet.ingest.DataSet;
import io.alexnet.train.RunControl;
import io.alexnet.train.StoppedException;
import io.alexnet.train.TrainResult;
import io.alexnet.train.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ExitCode;

/**
 * A training as the command line has it: shows how it goes, ends of a signal, says how it ended.
 *
 * @param result how it ended
 * @param exitCode of a command that does nothing else
 * @param data what it trained on
 */
record TrainRun(TrainResult result, int exitCode, DataSet data) {
  /** Who asks, for the journal. */
  private static final String SIGNAL = "signal";

  /** How long a start may go on that does not hear: it has nothing to save. */
  private static final long START_SECONDS = 3;

  /**
   * Trains on the calling thread.
   *
   * @throws EndedBySignal if a signal came before the first step
   */
  static TrainRun of(Training.Request request, Output output) {
    RunControl control = new RunControl();
    Object report = new Object();
    try (StopSignals signals =
        new StopSignals(
            stop -> stop(control, stop, output, report), () -> control.snapshot(SIGNAL))) {
      Supervision.listen(signals);
      try {
        ProgressReport progress = new ProgressReport(output);
        TrainResult result = Training.run(request, progress, control);
        boolean bySignal = result.stopped() && signals.received();
        return new TrainRun(
            result, bySignal ? signals.exitCode() : ExitCode.OK, progress.data().orElseThrow());
      } catch (StoppedException e) {
        // Another thread may be reporting this already, and ends the process before it lets go.
        synchronized (report) {
          throw new EndedBySignal(StoppedException.MESSAGE, signals.exitCode());
        }
      }
    }
  }

  /**
   * @param report the lock under which the end is reported, once
   */
  private static void stop(RunControl control, StopSignals signals, Output output, Object report) {
    control.stop(SIGNAL);
    CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              synchronized (report) {
                if (control.state() == RunControl.State.STARTING) {
                  new Failures(output)
                      .failed(new EndedBySignal(StoppedException.MESSAGE, signals.exitCode()));
                  signals.endNow();
                }
              }
            });
  }

  void report(Output output) {
    output.line(
        "%s after %s, %s (%s)"
            .formatted(
                result.stopped() ? "stopped" : "done",
                Text.count(result.epoch(), "epoch"),
                Text.count(result.step(), "step"),
                result.endReason()));
    if (known(result.trainLoss())) {
      output.line(
          "train loss %.3f, val top-1 error %s, top-5 error %s"
              .formatted(
                  result.trainLoss(),
                  Text.percent(result.valTop1Error()),
                  Text.percent(result.valTop5Error())));
    }
    if (result.quarantined() > 0) {
      output.line(
          "%s could not be used: see quarantine.jsonl"
              .formatted(Text.count(result.quarantined(), "image")));
    }
    if (result.throughput().images() > 0) {
      output.line(result.throughput().verdict().words());
    }
    result.checkpoint().ifPresent(path -> output.line("checkpoint %s".formatted(path)));
    output.result(keys());
  }

  /** Before the first epoch has ended there are no figures. */
  private static boolean known(double figure) {
    return figure >= 0;
  }

  private Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("data", DataKeys.of(data));
    keys.put("epoch", result.epoch());
    keys.put("step", result.step());
    keys.put("train_loss", result.trainLoss());
    keys.put("val_top1_error", result.valTop1Error());
    keys.put("val_top5_error", result.valTop5Error());
    keys.put("best_top1_error", result.bestTop1Error());
    result.checkpoint().ifPresent(path -> keys.put("checkpoint", path.toString()));
    keys.putAll(result.throughput().keys());
    keys.put("quarantined", result.quarantined());
    keys.put("end_reason", result.endReason());
    keys.put("stopped", result.stopped());
    return keys;
  }
}
