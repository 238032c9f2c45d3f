package io.alexnet.app;

import io.alexnet.train.TrainResult;
import io.alexnet.train.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ExitCode;

/** Trains, shows how it goes and says how it ended. */
final class TrainRun {
  private final Output output;
  private final StopSignals signals = new StopSignals();

  TrainRun(Output output) {
    this.output = output;
  }

  /** The {@code train} command: returns its exit code. */
  int run(Training.Request request) {
    try {
      return report(train(request));
    } catch (ProgressReport.StoppedException e) {
      output.error("stopped before the first step");
      output.result(Map.of("error", "stopped before the first step", "stopped", true));
      return signals.exitCode();
    }
  }

  /** Training alone, for a command that goes on afterwards. */
  TrainResult train(Training.Request request) {
    signals.listen();
    return Training.run(request, new ProgressReport(output, signals));
  }

  int report(TrainResult result) {
    output.line(
        "%s after %s, %s: train loss %s, val top-1 error %s, top-5 %s"
            .formatted(
                result.stopped() ? "stopped" : "done",
                Text.count(result.epoch(), "epoch"),
                Text.count(result.step(), "step"),
                known(result.trainLoss()) ? Text.number(result.trainLoss()) : "unknown",
                known(result.valTop1Error()) ? Text.percent(result.valTop1Error()) : "unknown",
                known(result.valTop5Error()) ? Text.percent(result.valTop5Error()) : "unknown"));
    output.line("why: %s".formatted(result.endReason()));
    output.line("checkpoint: %s".formatted(result.checkpoint()));
    output.result(keys(result));
    return result.stopped() ? signals.exitCode() : ExitCode.OK;
  }

  /** Before the first epoch has ended there are no figures. */
  private static boolean known(double figure) {
    return figure >= 0;
  }

  private static double orNaN(double figure) {
    return known(figure) ? figure : Double.NaN;
  }

  private static Map<String, Object> keys(TrainResult result) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("epoch", result.epoch());
    keys.put("step", result.step());
    keys.put("train_loss", orNaN(result.trainLoss()));
    keys.put("val_top1_error", orNaN(result.valTop1Error()));
    keys.put("val_top5_error", orNaN(result.valTop5Error()));
    keys.put("best_top1_error", result.bestTop1Error());
    keys.put("checkpoint", result.checkpoint().toString());
    keys.put("images_per_second", result.imagesPerSecond());
    keys.put("starved_ratio", result.starvedRatio());
    keys.put("end_reason", result.endReason());
    keys.put("stopped", result.stopped());
    return keys;
  }
}
