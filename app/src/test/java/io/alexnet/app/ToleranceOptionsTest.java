package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import io.alexnet.ingest.DamageLimits;
import io.alexnet.ingest.Tolerance;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class ToleranceOptionsTest {
  private static ToleranceOptions parsed(String... words) {
    ToleranceOptions options = new ToleranceOptions();
    new CommandLine(options).parseArgs(words);
    return options;
  }

  @Test
  void nothingGivenIsTheDefault() {
    assertThat(parsed().tolerance()).isEqualTo(Tolerance.DEFAULT);
  }

  @Test
  void countsAndSharesAreLimits() {
    assertThat(parsed("--max-damaged=20").tolerance().damage()).isEqualTo(DamageLimits.ofCount(20));
    assertThat(parsed("--max-damaged=0").tolerance().damage()).isEqualTo(DamageLimits.ofCount(0));
    assertThat(parsed("--max-damaged=2%").tolerance().damage())
        .isEqualTo(DamageLimits.ofShare(0.02));
    assertThat(parsed("--max-damaged=0.02").tolerance().damage())
        .isEqualTo(DamageLimits.ofShare(0.02));
    assertThat(parsed("--data-timeout=10m").tolerance().outage()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "101%", "1.5", "%", "99999999999", "NaN"})
  void anythingElseIsWrongUsage(String value) {
    assertThatThrownBy(() -> parsed("--max-damaged=" + value))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("is not a count such as 20 or a share such as 2% or 0.02");
  }

  @Test
  void figuresAreHeldToALimitThatWasGiven() {
    parsed().require(5, 10);
    parsed("--max-damaged=5").require(5, 10);
    assertThatThrownBy(() -> parsed("--max-damaged=4").require(5, 10))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("5 of 10 images cannot be read, more than the 4 allowed");
  }
}
