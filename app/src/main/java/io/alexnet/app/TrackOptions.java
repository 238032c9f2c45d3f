package io.alexnet.app;

import io.alexnet.train.track.TrackSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the figures of a run go besides its own files. */
final class TrackOptions {
  @Option(
      names = "--no-tensorboard",
      description = "Write no TensorBoard event file in --run. Default: one for each process.")
  private boolean noTensorBoard;

  @Option(
      names = "--mlflow-uri",
      paramLabel = "URI",
      description =
          "MLflow server to send settings and figures to; while it is away they wait in --run."
              + " Default: none.")
  private @Nullable URI mlflowUri;

  @Option(
      names = "--mlflow-token-file",
      paramLabel = "FILE",
      description =
          "File with the token to show it. Default: MLFLOW_TRACKING_USERNAME and"
              + " MLFLOW_TRACKING_PASSWORD, else MLFLOW_TRACKING_TOKEN, where set.")
  private @Nullable Path mlflowTokenFile;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      description = "Experiment to file the run under. Default: alexnet.")
  private String mlflowExperiment = TrackSettings.Mlflow.EXPERIMENT;

  TrackSettings settings() {
    return new TrackSettings(
        !noTensorBoard,
        Optional.ofNullable(mlflowUri)
            .map(
                uri ->
                    new TrackSettings.Mlflow(
                        uri, Optional.ofNullable(mlflowTokenFile), mlflowExperiment)));
  }
}
