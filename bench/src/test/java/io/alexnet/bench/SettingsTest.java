package io.alexnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The application, its measurements and its tests run under the same settings. */
class SettingsTest {
  private static final Path LAUNCHER = Path.of("../alexnet");

  /** Such as {@code MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1}}. */
  private static final Pattern DEFAULT =
      Pattern.compile("^(\\w+)=\\$\\{\\1:-(\\w+)}$", Pattern.MULTILINE);

  private static Map<String, String> defaults(Path script) throws IOException {
    return DEFAULT
        .matcher(Files.readString(script))
        .results()
        .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
  }

  @Test
  void benchSetsTheVariablesOfTheLauncher() throws IOException {
    assertThat(defaults(Path.of("bench")))
        .containsKeys("OMP_WAIT_POLICY", "MALLOC_ARENA_MAX")
        .isEqualTo(defaults(LAUNCHER));
  }

  @Test
  void testsRunUnderTheVariablesOfTheLauncher() throws IOException {
    assertThat(System.getenv()).containsAllEntriesOf(defaults(LAUNCHER));
  }

  @Test
  void benchStartsJavaWithTheOptionsOfTheLauncher() throws IOException {
    List<String> options =
        Pattern.compile("-XX:\\+Use\\w+GC|-D[a-z.]+=\\w+")
            .matcher(Files.readString(LAUNCHER).replaceAll("(?m)^\\s*#.*$", ""))
            .results()
            .map(MatchResult::group)
            .filter(option -> !option.startsWith("-Dalexnet.") && !option.startsWith("-Dmaven."))
            .filter(option -> !option.startsWith("-Dspotless."))
            .toList();
    assertThat(options).contains("-XX:+UseParallelGC");
    assertThat(Side.own("ours", TrainingSide.class, 1).command()).containsAll(options);
  }
}
