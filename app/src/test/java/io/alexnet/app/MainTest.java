package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class MainTest {
  private final Captured captured = new Captured(false);

  static Stream<Arguments> wrongUsage() {
    return Stream.of(
        Arguments.of("", "missing command"),
        Arguments.of("trian", "did you mean train"),
        Arguments.of("train", "DATA"),
        Arguments.of("train d", "--run"),
        Arguments.of("train d --run r --epoch 3", "--epoch"),
        Arguments.of("train d --run r --epochs 0", "'--epochs': '0'"),
        Arguments.of("train d --run r --epochs three", "'--epochs': 'three'"),
        Arguments.of("train d --run r --lr -1", "'--lr': '-1'"),
        Arguments.of("train d --run r --lr NaN", "'--lr': 'NaN'"),
        Arguments.of("train d --run r --momentum 1", "'--momentum': '1'"),
        Arguments.of("train d --run r --dropout 1.5", "'--dropout': '1.5'"),
        Arguments.of("train d --run r --val-share 0", "'--val-share': '0'"),
        Arguments.of("train d --run r --preset vgg", "'vgg' is not one of paper"),
        Arguments.of("train d --run r --resume yes", "'yes' is not one of auto, never"),
        Arguments.of("train d --run r --lr-drop-epochs 3,x", "'x'"),
        Arguments.of("train d --run r --seed x", "--seed"),
        Arguments.of("train d --run r --remove-layer conv9", "conv9"),
        Arguments.of("train d --run r --activation elu", "'elu' is not one of relu, tanh"),
        Arguments.of("evaluate d --checkpoint c --views 5", "'--views': '5'"),
        Arguments.of("predict --checkpoint c", "FILE"));
  }

  @ParameterizedTest
  @MethodSource("wrongUsage")
  void wrongUsageIsOneLineWithAHintAndExitCode2(String line, String fragment) {
    int exitCode = Main.run(captured.output(), words(line));
    assertThat(exitCode).as(captured.err()).isEqualTo(2);
    assertThat(captured.errLines()).hasSize(1);
    assertThat(captured.err())
        .startsWith("alexnet: ")
        .contains(fragment)
        .containsPattern("try 'alexnet.* --help'");
    assertThat(captured.out()).isEmpty();
  }

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }

  static Stream<String> commands() {
    return Stream.of(
        "quickstart", "sample", "prepare", "train", "evaluate", "predict", "serve", "doctor");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionSaysItsDefault(String name) {
    CommandLine command =
        Objects.requireNonNull(Main.commands(captured.output()).getSubcommands().get(name));
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        assertThat(String.join(" ", option.description()))
            .as(option.longestName())
            .containsPattern("Default: \\S|Required\\.");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpGoesToStandardOutput(String name) {
    assertThat(Main.run(captured.output(), name, "--help")).isZero();
    assertThat(captured.out()).startsWith("Usage: alexnet " + name);
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void theListOfCommandsHasALineForEach() {
    Main.run(captured.output(), "--help");
    List<String> listed =
        captured
            .out()
            .lines()
            .dropWhile(line -> !line.equals("Commands:"))
            .takeWhile(line -> !line.isBlank())
            .filter(line -> line.matches("  [a-z].*"))
            .toList();
    assertThat(listed).hasSameSizeAs(Main.commands(captured.output()).getSubcommands().keySet());
  }

  @Test
  void theCommandsAreThoseOfTheDesign() {
    assertThat(Main.commands(captured.output()).getSubcommands().keySet())
        .containsAll(commands().toList());
  }

  @Test
  void anUnexpectedErrorIsOneLineWithoutATrace() {
    Failures failures = new Failures(captured.output());
    assertThat(failures.failed(new IllegalStateException("it\nbroke"))).isEqualTo(1);
    assertThat(captured.errLines())
        .isEqualTo(List.of("alexnet: internal error: it; run again with --debug"));
  }
}
