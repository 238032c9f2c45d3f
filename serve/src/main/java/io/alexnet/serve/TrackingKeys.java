package io.alexnet.serve;

import io.alexnet.common.UserException;
import io.alexnet.train.track.TrackSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the figures of runs go besides their own files: the keys {@code alexnet.tracking.*},
 * described in docs/daemon.md.
 *
 * @param tensorboard whether runs have TensorBoard's event files
 * @param mlflowUri address of an MLflow server; empty for none
 * @param mlflowTokenFile holds the token to show it; empty for what the environment variables
 *     MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, say
 * @param mlflowExperiment that runs are filed under
 */
@ConfigurationProperties(TrackingKeys.PREFIX)
public record TrackingKeys(
    @Bindable(defaultValue = "true") boolean tensorboard,
    @Bindable(defaultValue = "") String mlflowUri,
    @Bindable(defaultValue = "") String mlflowTokenFile,
    @Bindable(defaultValue = TrackSettings.Mlflow.EXPERIMENT) String mlflowExperiment) {
  static final String PREFIX = "alexnet.tracking";

  /**
   * @throws UserException naming the key that is wrong
   */
  public TrackSettings settings() {
    return new TrackSettings(
        tensorboard, mlflowUri.isEmpty() ? Optional.empty() : Optional.of(mlflow()));
  }

  private TrackSettings.Mlflow mlflow() {
    try {
      return new TrackSettings.Mlflow(
          URI.create(mlflowUri),
          mlflowTokenFile.isEmpty() ? Optional.empty() : Optional.of(Path.of(mlflowTokenFile)),
          mlflowExperiment);
    } catch (IllegalArgumentException | UserException e) {
      throw new UserException("%s.mlflow-uri: %s".formatted(PREFIX, e.getMessage()), e);
    }
  }
}
