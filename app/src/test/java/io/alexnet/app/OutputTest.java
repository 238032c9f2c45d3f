package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class OutputTest {
  private final Captured log = new Captured(false);
  private final Captured terminal = new Captured(true);

  private static void askForJson(Captured captured) {
    CommandLine.populateCommand(captured.output(), "--json");
  }

  @Test
  void answersGoToStandardOutput() {
    log.output().line("the answer");
    log.output().result(Map.of("answer", 42));
    assertThat(log.out()).isEqualTo("the answer" + System.lineSeparator());
    assertThat(log.err()).isEmpty();
  }

  @Test
  void withJsonStandardOutputIsOneObject() {
    askForJson(log);
    log.output().line("the answer");
    log.output().result(Map.of("class", "caf\u00e9"));
    assertThat(log.out()).isEqualTo("{\"class\":\"caf\u00e9\"}" + System.lineSeparator());
    assertThat(log.err()).startsWith("the answer");
  }

  @Test
  void aNumberThatIsNoneBecomesNull() {
    askForJson(log);
    log.output().result(Map.of("loss", Double.NaN));
    assertThat(log.out()).startsWith("{\"loss\":null}");
  }

  @Test
  void aTerminalsLineIsRewrittenInPlace() {
    terminal.output().status().show("training", "step 1");
    terminal.output().note("epoch done");
    assertThat(terminal.err())
        .isEqualTo("\rstep 1\u001b[K\r\u001b[Kepoch done" + System.lineSeparator());
  }

  @Test
  void aLongLineNeverWraps() {
    terminal.output().status().show("training", "x".repeat(200));
    assertThat(terminal.err().replaceAll("[^x]", "")).hasSize(79);
  }

  @Test
  void aLogHearsOfAKindOfWorkAtOnceAndThenNowAndThen() {
    for (int step = 1; step <= 1000; step++) {
      log.output().status().show("training", "step " + step);
    }
    assertThat(log.errLines()).containsExactly("step 1");
  }

  @Test
  void aLogDoesNotHearOfWorkThatIsOverAtOnce() {
    for (int done = 1; done <= 1000; done++) {
      log.output().status().at("preparing", done, 1000);
    }
    assertThat(log.err()).isEmpty();
  }
}
