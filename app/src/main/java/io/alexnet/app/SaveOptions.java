package io.alexnet.app;

import io.alexnet.train.SaveSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a run is saved, and what of it is kept. */
final class SaveOptions {
  @Option(
      names = "--save-every",
      paramLabel = "STEPS",
      converter = Values.Count.class,
      description = "Save after so many steps too. Default: after every epoch only.")
  private @Nullable Integer steps;

  @Option(
      names = "--save-interval",
      paramLabel = "DURATION",
      converter = Values.Interval.class,
      description =
          "Save after so much time too, such as 90s, 30m or 2h. Default: after every epoch only.")
  private @Nullable Duration interval;

  @Option(
      names = "--keep",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "Keep the newest N checkpoints, besides the best and pinned ones. Default: 3.")
  private int keep = SaveSettings.DEFAULT.kept();

  SaveSettings settings() {
    return new SaveSettings(
        keep,
        steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
        Optional.ofNullable(interval));
  }
}
