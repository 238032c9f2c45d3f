package io.alexnet.train.track;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A process of its own that tells a server of three epochs and then waits to be killed. */
final class KilledTracks {
  private KilledTracks() {}

  /**
   * @param arguments run, server
   */
  public static void main(String[] arguments) throws Exception {
    Tracks tracks =
        Tracks.open(
            Path.of(arguments[0]),
            new TrackSettings(
                true,
                Optional.of(
                    new TrackSettings.Mlflow(URI.create(arguments[1]), Optional.empty(), "e"))),
            Map.of("seed", "1"),
            System.err::println);
    for (int epoch = 1; epoch <= 3; epoch++) {
      tracks.epoch(epoch, Map.of("val/loss", (double) epoch));
    }
    System.out.println("told");
    Thread.currentThread().join();
  }
}
