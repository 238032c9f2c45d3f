package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alexnet.app.Shipped.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders as people have them, on the shipped application. */
final class FoldersIT {
  private static final List<String> TRAIN = List.of("--preset=cifar", "--epochs=1", "-b=2");

  @TempDir private Path scratch = Path.of("");

  private Path photos() throws IOException {
    Path data = Files.createDirectory(scratch.resolve("photos"));
    for (String name : List.of("ring", "star")) {
      Trained.copy(Trained.DATA.resolve("train").resolve(name), data.resolve(name));
    }
    // One of the sample's files is cut short.
    try (Stream<Path> files = Files.list(data.resolve("ring"))) {
      for (Path file : files.filter(f -> f.toString().contains("cut-short")).toList()) {
        Files.delete(file);
      }
    }
    return data;
  }

  private Ended run(Path directory, Object... words) throws Exception {
    ProcessBuilder command = Shipped.command(words).directory(directory.toFile());
    return Shipped.run(command, Map.of());
  }

  private Ended train(Path directory, Object data, Object run) throws Exception {
    return run(
        directory, "train", data, "--run", run, TRAIN.get(0), TRAIN.get(1), TRAIN.get(2), "--json");
  }

  @Test
  void aRunInsideItsDataGoesOnAndIsEvaluated() throws Exception {
    Path data = photos();
    JsonNode first = train(data, ".", "runs/mine").requireExitCode(0).json();
    Ended again = train(data, ".", "runs/mine").requireExitCode(0);
    assertThat(again.err())
        .anyMatch(line -> line.contains("2 classes (ring, star)") && line.contains("1 run"));
    assertThat(again.json().at("/data/skipped/0/what").asText()).isEqualTo("runs");
    assertThat(again.json().at("/data/splits")).isEqualTo(first.at("/data/splits"));
    Ended evaluated =
        run(data, "evaluate", ".", "--checkpoint", "runs/mine", "--views=1", "--json")
            .requireExitCode(0);
    assertThat(evaluated.json().path("total").asInt()).isEqualTo(2);

    Files.copy(data.resolve("star/0001.jpg"), data.resolve("star/more.jpg"));
    Ended more =
        run(data, "evaluate", ".", "--checkpoint", "runs/mine", "--views=1", "--json")
            .requireExitCode(0);
    assertThat(more.json().path("total").asInt()).isBetween(2, 3);
    assertThat(more.json().path("split").asText()).contains("held out");
  }

  @Test
  void prepareSaysWhatItSkips() throws Exception {
    Path data = photos();
    Files.writeString(data.resolve("star/notes.txt"), "no image");
    Files.copy(data.resolve("star/0001.jpg"), data.resolve("loose.jpg"));
    Ended ended =
        run(scratch, "prepare", data, "--out", "store", "--side=32", "--json").requireExitCode(0);
    assertThat(ended.err())
        .anyMatch(
            line ->
                line.contains("1 file of no image format (star/notes.txt)")
                    && line.contains("1 image beside the class directories (loose.jpg)"));
    assertThat(ended.json().at("/data/classes")).hasSize(2);
    assertThat(ended.json().at("/data/skipped")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void predictReadsFilesWhoseNamesAreNoText(String locale) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs file names of any bytes");
    Files.createDirectory(scratch.resolve("in"));
    Path picture = Trained.DATA.resolve("val/ring/0001.jpg");
    String script =
        "cp '%s' \"$(printf 'caf\\351.jpg')\"; cp '%s' \"$(printf 'caf\\350.jpg')\";"
                .formatted(picture, Trained.DATA.resolve("val/star/0001.jpg"))
            + " cd in; exec "
            + String.join(" ", Shipped.command("predict", "--checkpoint", Trained.RUN).command())
            + " --json --views=1 \"$(printf '../caf\\351.jpg')\" \"$(printf '%s/caf\\350.jpg')\""
                .formatted(scratch);
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).directory(scratch.toFile());
    shell.environment().putAll(Map.of("LC_ALL", locale, "ALEXNET_JAVA_OPTS", "-Xmx1g"));
    Process process = shell.redirectErrorStream(false).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(out + err).isZero();
    JsonNode predictions = new ObjectMapper().readTree(out);
    assertThat(predictions.path("predictions")).hasSize(2);
    assertThat(predictions.at("/predictions/0/top5"))
        .isNotEqualTo(predictions.at("/predictions/1/top5"));
  }
}
