package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.app.Shipped.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nothing can be unpacked, one line says where and which option moves it. */
@Timeout(240)
final class NoTemporaryDirectoryIT {
  private static final String MOVES = "ALEXNET_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR";

  @TempDir private Path scratch = Path.of("");

  /** A file: nobody, not even root, can make a directory below it. */
  private Path file = Path.of("");

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.createFile(scratch.resolve("file"));
  }

  private Ended run(String options, Object... arguments) throws Exception {
    ProcessBuilder builder = Shipped.command(arguments);
    return Shipped.run(builder, Map.of("ALEXNET_JAVA_OPTS", options));
  }

  private String nowhere() {
    return "-Duser.home=%1$s -Djava.io.tmpdir=%1$s".formatted(file);
  }

  private List<Object> arguments(String command) {
    List<Object> arguments = new ArrayList<>(List.of(command));
    switch (command) {
      case "train" ->
          arguments.addAll(
              List.of(Trained.STORE, "--run", scratch.resolve("run"), "--preset=mini", "-b=16"));
      case "evaluate" -> arguments.addAll(List.of(Trained.STORE, "--checkpoint", Trained.RUN));
      case "predict" -> arguments.addAll(List.of("--checkpoint", Trained.RUN, file));
      case "serve" -> arguments.addAll(List.of("--runs", scratch.resolve("runs"), "--port=0"));
      default -> {}
    }
    return arguments;
  }

  @ParameterizedTest
  @ValueSource(strings = {"doctor", "train", "evaluate", "predict", "serve"})
  void oneLineNamesThePlacesAndTheOption(String command) throws Exception {
    Ended ended = run(nowhere(), arguments(command).toArray()).requireExitCode(1);
    assertThat(ended.err()).noneMatch(line -> line.matches(".*(Exception|Error:|\\tat ).*"));
    assertThat(ended.err().stream().filter(line -> line.startsWith("alexnet: ")))
        .singleElement()
        .asString()
        .startsWith("alexnet: the native libraries cannot be unpacked: ")
        .contains(file + "/.javacpp/cache", file + "/.javacpp-", MOVES);
  }

  /** Without the line in which newer Javas themselves say that the directory is missing. */
  private static List<String> words(Ended ended) {
    return ended.err().stream()
        .filter(line -> !line.equals("WARNING: java.io.tmpdir directory does not exist"))
        .toList();
  }

  @Test
  void optionMovesThem() throws Exception {
    Path place = scratch.resolve("place");
    Ended ended =
        run(nowhere() + " -Dorg.bytedeco.javacpp.cachedir=" + place, "doctor").requireExitCode(0);
    assertThat(words(ended)).noneMatch(line -> line.contains("WARNING"));
    assertThat(place).isDirectoryRecursivelyContaining("glob:**.so");
  }

  @Test
  void prepareNeedsNoSuchPlace() throws Exception {
    Ended ended =
        run(nowhere(), "prepare", Trained.DATA, "--out", scratch.resolve("store"), "--side=32")
            .requireExitCode(0);
    assertThat(words(ended)).noneMatch(line -> line.contains("WARNING") || line.contains("\tat "));
  }
}
