package io.alexnet.train.track;

import io.alexnet.common.UserException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the figures of a run go besides its own files. No result depends on it.
 *
 * @param tensorBoard whether to write TensorBoard's event files
 * @param mlflow the server to send them to, if to any
 */
public record TrackSettings(boolean tensorBoard, Optional<Mlflow> mlflow) {
  /** TensorBoard's files alone: a few hundred bytes an epoch. */
  public static final TrackSettings DEFAULT = new TrackSettings(true, Optional.empty());

  /**
   * An MLflow tracking server.
   *
   * @param server its address, http or https
   * @param tokenFile holds the token to show it, and nothing else; read whenever one is shown. If
   *     none is given, the environment variables {@code MLFLOW_TRACKING_USERNAME} and {@code
   *     MLFLOW_TRACKING_PASSWORD} count, then {@code MLFLOW_TRACKING_TOKEN}
   * @param experiment the name runs are filed under; made if need be
   */
  public record Mlflow(URI server, Optional<Path> tokenFile, String experiment) {
    /** The experiment unless told otherwise. */
    public static final String EXPERIMENT = "alexnet";

    /**
     * @throws UserException if that is no such address, or the experiment has no name
     */
    public Mlflow {
      String scheme = String.valueOf(server.getScheme());
      if (server.getRawUserInfo() != null
          || String.valueOf(server.getRawAuthority()).contains("@")) {
        // Not repeated here: it would stand in logs.
        throw new UserException(
            "the address of the MLflow server holds a user or password: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD instead");
      }
      if (!scheme.matches("https?") || server.getHost() == null) {
        throw new UserException(
            "the address of the MLflow server is http://HOST:PORT or https://HOST, not " + server);
      }
      if (experiment.isBlank()) {
        throw new UserException("the MLflow experiment must have a name");
      }
    }
  }
}
