package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.train.SaveSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class SaveOptionsTest {
  private static SaveSettings settings(String... arguments) {
    SaveOptions options = new SaveOptions();
    CommandLine.populateCommand(options, arguments);
    return options.settings();
  }

  @Test
  void withoutAnOptionARunIsSavedAfterEveryEpoch() {
    assertThat(settings()).isEqualTo(SaveSettings.DEFAULT);
  }

  @Test
  void everyOptionArrives() {
    assertThat(settings("--save-every=500", "--save-interval=30m", "--keep=5"))
        .isEqualTo(new SaveSettings(5, OptionalInt.of(500), Optional.of(Duration.ofMinutes(30))));
  }

  @ParameterizedTest
  @CsvSource({"90s,PT1M30S", "30m,PT30M", "2h,PT2H", "1d,PT24H"})
  void aTimeHasAUnit(String value, Duration time) {
    assertThat(settings("--save-interval", value).interval()).contains(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "m", "0s", "-1s", "1.5h", "1w", "30m ", "99999999999d"})
  void anyOtherTimeIsRefused(String value) {
    assertThatThrownBy(() -> settings("--save-interval", value))
        .hasMessageContaining("'%s' is not a time such as 90s, 30m, 2h or 1d", value);
  }
}
