package io.alexnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.bench.RunningSide.Patience;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningSideTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;

  private static Side shell(String script) {
    return new Side("child", List.of("sh", "-c", script), Map.of("GREETING", "hello"));
  }

  @Test
  void aProgramThatIsMissingIsNamed() {
    Side missing = new Side("child", List.of("no-such-program-anywhere"), Map.of());
    assertThatThrownBy(() -> new RunningSide(missing, LONG))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("child does not start")
        .hasMessageContaining("no-such-program-anywhere");
  }

  @Test
  void aChildThatEndsEarlyIsQuotedByItsLastWords() {
    assertThatThrownBy(
            () -> new RunningSide(shell("echo install python3-torchvision >&2; exit 3"), LONG))
        .isInstanceOf(UserException.class)
        .hasMessage("child ended with exit code 3 (install python3-torchvision)");
  }

  @Test
  void aChildThatSaysSomethingElseIsQuoted() {
    assertThatThrownBy(() -> new RunningSide(shell("echo steady 5; cat"), LONG))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("said \"steady 5\"");
  }

  @Test
  void aChildThatIsNeverReadyIsGivenUp() {
    assertThatThrownBy(() -> new RunningSide(shell("cat"), SHORT))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("took longer than")
        .hasMessageContaining("--timeout");
  }

  @Test
  void aChildThatNeverAnswersIsGivenUp() {
    try (RunningSide side =
        new RunningSide(shell("echo ready 5; cat >&2"), new Patience(LONG, SHORT, LONG))) {
      assertThatThrownBy(side::run)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("for its work");
    }
  }

  @Test
  void aChildThatClosesItsOutputAndLivesOnIsGivenUp() {
    try (RunningSide side =
        new RunningSide(shell("echo ready 5; exec cat >&2"), new Patience(LONG, LONG, SHORT))) {
      assertThatThrownBy(side::run)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("fell silent");
    }
  }

  @Test
  void anAnswerThatIsNoNumberIsQuoted() {
    try (RunningSide side =
        new RunningSide(shell("echo ready 5 $GREETING; read run; echo fast; cat"), LONG)) {
      assertThat(side.images()).isEqualTo(5);
      assertThat(side.description()).isEqualTo("hello");
      assertThatThrownBy(side::run)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("said \"fast\"");
    }
  }

  @Test
  void aChildThatDiesAtWorkIsReportedWithItsReason() throws IOException {
    Path file = Files.createFile(directory.resolve("turns"));
    try (RunningSide side = new RunningSide(ChildProgram.side("A", 1, file, 1), LONG)) {
      assertThat(side.run()).isEqualTo(1);
      assertThatThrownBy(side::run)
          .isInstanceOf(UserException.class)
          .hasMessage("A ended with exit code 1 (A is tired)");
    }
  }

  @Test
  void childrenAreGoneWhenTheSideIsClosed() throws Exception {
    Path file = directory.resolve("pid");
    RunningSide side =
        new RunningSide(
            shell("sh -c 'echo $$ >" + file + "; echo ready 1; exec sleep 600' | cat"), LONG);
    ProcessHandle grandchild =
        ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
    assertThat(grandchild.isAlive()).isTrue();
    side.close();
    grandchild.onExit().get(5, TimeUnit.MINUTES);
  }

  @Test
  void aChildDiesWithItsRunnerEvenAtWork() throws Exception {
    Process child =
        new ProcessBuilder(Side.own("endless", EndlessProgram.class, 1).command()).start();
    try (var commands = child.outputWriter();
        var answers = child.inputReader()) {
      assertThat(answers.readLine()).startsWith("ready 1");
      commands.write("run\n");
      commands.flush();
      // It says so on standard error once it is at work.
      assertThat(child.errorReader().readLine()).isEqualTo("at work");
    }
    assertThat(child.waitFor(5, TimeUnit.MINUTES)).as("it ended").isTrue();
  }

  /** Never comes to the end of its work. */
  static final class EndlessProgram {
    private EndlessProgram() {}

    public static void main(String[] args) throws Exception {
      Child.serve(
          1,
          "endless",
          () -> {
            System.err.println("at work");
            Thread.currentThread().join();
            return 1;
          });
    }
  }
}
