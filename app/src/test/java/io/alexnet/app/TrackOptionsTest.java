package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.train.track.TrackSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class TrackOptionsTest {
  private static TrackSettings settings(String... arguments) {
    TrackOptions options = new TrackOptions();
    CommandLine.populateCommand(options, arguments);
    return options.settings();
  }

  @Test
  void withoutAnOptionFiguresStayInTheRun() {
    assertThat(settings()).isEqualTo(TrackSettings.DEFAULT);
  }

  @Test
  void everyOptionArrives() {
    assertThat(
            settings(
                "--no-tensorboard",
                "--mlflow-uri=http://tracker:5000",
                "--mlflow-token-file=t",
                "--mlflow-experiment=mine"))
        .isEqualTo(
            new TrackSettings(
                false,
                Optional.of(
                    new TrackSettings.Mlflow(
                        URI.create("http://tracker:5000"), Optional.of(Path.of("t")), "mine"))));
  }

  @Test
  void anAddressThatIsNoServersIsRefused() {
    assertThatThrownBy(() -> settings("--mlflow-uri=file:///tmp/mlruns"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not file:///tmp/mlruns");
  }
}
