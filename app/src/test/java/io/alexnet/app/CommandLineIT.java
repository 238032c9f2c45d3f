package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.app.Shipped.Ended;
import io.alexnet.ingest.JpegDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/design.md, "Command line", on the shipped application. */
final class CommandLineIT {
  @TempDir private Path scratch = Path.of("");

  @Test
  void doctorNamesTheReaderAndTheKernelsInUse() throws Exception {
    Ended ended = Shipped.run("doctor", "--json").requireExitCode(0);
    JsonNode keys = ended.json();
    assertThat(keys.path("jpeg_reader").asText()).startsWith("com.twelvemonkeys.");
    JpegDecoder fastest = JpegDecoder.fastest();
    assertThat(keys.path("decoder").asText()).isEqualTo(fastest.name().toLowerCase(Locale.ROOT));
    assertThat(keys.path("decoder_library").asText()).isEqualTo(fastest.describe());
    assertThat(keys.path("backend").asText()).isNotEmpty();
    assertThat(keys.path("onednn").isBoolean()).isTrue();
    assertThat(keys.path("threads").asInt()).isPositive();
    assertThat(keys.path("memory").path("physical_bytes").asLong()).isPositive();
    assertThat(keys.path("java").asText()).startsWith(System.getProperty("java.version"));
  }

  @Test
  void javaAndTheLibrariesAreQuiet() throws Exception {
    Ended ended = Shipped.run(Shipped.plain("doctor"), Map.of()).requireExitCode(0);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .allMatch(line -> line.matches("(\\w+( \\w+)?)? +\\S.*"))
        .anyMatch(line -> line.matches("jpeg reader +com\\.twelvemonkeys.*"))
        .anyMatch(
            line ->
                line.matches("decoder +(turbo, libjpeg-turbo .*|java, .*cannot be used \\(.+\\))"));
  }

  @Test
  void sampleCountsWhatItWrote() throws Exception {
    JsonNode keys = Trained.SAMPLE.requireExitCode(0).json();
    assertThat(keys.path("images").asInt()).isEqualTo(80);
    assertThat(keys.path("classes").asInt()).isEqualTo(10);
  }

  @Test
  void prepareCountsWhatItLeftOut() throws Exception {
    JsonNode keys = Trained.PREPARE.requireExitCode(0).json();
    assertThat(keys.path("images").asInt()).isEqualTo(79);
    assertThat(keys.path("rejected").asInt()).isEqualTo(1);
    assertThat(keys.path("rejections").path(0).path("file").asText()).contains("cut-short");
    assertThat(keys.path("seconds").asDouble()).isPositive();
    assertThat(keys.path("images_per_second").asDouble()).isPositive();
  }

  @Test
  void theDecoderIsChosenAndRecorded() throws Exception {
    for (String decoder : List.of("java", "turbo", "auto")) {
      Path store = scratch.resolve(decoder);
      Ended ended =
          Shipped.run(
              "prepare", Trained.DATA, "--out", store, "--side=32", "--decoder", decoder, "--json");
      if (decoder.equals("turbo") && !JpegDecoder.TURBO.isPresent()) {
        ended.requireExitCode(1);
        assertThat(ended.err()).anyMatch(line -> line.contains("use --decoder java"));
      } else {
        ended.requireExitCode(0);
        String used = decoder.equals("auto") ? JpegDecoder.fastest().name() : decoder;
        assertThat(Files.readString(store.resolve("manifest.json")))
            .contains("\"decoder\" : \"%s\"".formatted(used.toLowerCase(Locale.ROOT)));
      }
    }
  }

  @Test
  void trainReportsAndLeavesACheckpoint() throws Exception {
    JsonNode keys = Trained.TRAIN.requireExitCode(0).json();
    assertThat(keys.path("epoch").asInt()).isEqualTo(2);
    assertThat(keys.path("step").asInt()).isEqualTo(6);
    assertThat(keys.path("train_loss").asDouble()).isPositive();
    assertThat(keys.path("val_top1_error").asDouble()).isBetween(0.0, 1.0);
    assertThat(keys.path("val_top5_error").asDouble()).isBetween(0.0, 1.0);
    assertThat(keys.path("images_per_second").asDouble()).isPositive();
    assertThat(keys.path("starved_ratio").asDouble()).isBetween(0.0, 1.0);
    assertThat(keys.path("held_back_ratio").asDouble()).isBetween(0.0, 1.0);
    assertThat(keys.path("workers").asInt()).isPositive();
    assertThat(keys.path("stages").path("augment").path("images").asInt()).isEqualTo(6 * 16);
    assertThat(keys.path("stages").path("train").path("images").asInt()).isEqualTo(6 * 16);
    assertThat(keys.path("verdict").asText()).matches("(input-bound|training-bound|balanced): .+");
    assertThat(Trained.TRAIN.err()).contains(keys.path("verdict").asText());
    assertThat(Files.readAllLines(Trained.RUN.resolve("metrics.jsonl")))
        .hasSize(2)
        .allMatch(line -> line.contains("\"held_back_ratio\":") && line.contains("\"verdict\":"));
    assertThat(Path.of(keys.path("checkpoint").asText()).resolve("model.safetensors"))
        .isRegularFile();
    assertThat(Trained.TRAIN.err())
        .anyMatch(
            line ->
                line.matches(
                    "epoch 1/2 step 1/3 loss [0-9.]+ err [0-9.]+ img/s [0-9]+ eta [0-9hms]+,"
                        + " (input-bound|training-bound|balanced): .+"))
        .anyMatch(line -> line.startsWith("epoch 2/2 done: "));
  }

  @Test
  void aFolderAndItsStoreGiveTheSameError() throws Exception {
    JsonNode folder = evaluate(Trained.DATA, "--views=10");
    JsonNode store = evaluate(Trained.STORE, "--views=10");
    for (String key : List.of("images", "total", "views", "top1_error", "top5_error", "loss")) {
      assertThat(folder.path(key)).as(key).isEqualTo(store.path(key));
    }
    assertThat(store.path("images").asInt()).isEqualTo(20);
    assertThat(store.path("views").asInt()).isEqualTo(10);
  }

  @Test
  void anotherDecoderThanInTrainingIsSaid() throws Exception {
    boolean same = JpegDecoder.fastest() == JpegDecoder.JAVA;
    Ended ended =
        Shipped.run(
                "evaluate",
                Trained.DATA,
                "--checkpoint",
                Trained.RUN,
                "--views=1",
                "--decoder=java")
            .requireExitCode(0);
    assertThat(ended.err().stream().anyMatch(line -> line.contains("read by decoder turbo")))
        .isEqualTo(!same);
  }

  @Test
  void anIncompleteEvaluationNamesWhatIsMissing() throws Exception {
    JsonNode keys = evaluate(Trained.DATA, "--views=1", "--split=train");
    assertThat(keys.path("views").asInt()).isEqualTo(1);
    assertThat(keys.path("total").asInt()).isEqualTo(60);
    assertThat(keys.path("images").asInt()).isEqualTo(59);
    assertThat(keys.path("missing").path(0).path("file").asText()).contains("cut-short");
  }

  private static JsonNode evaluate(Path data, String... options) throws Exception {
    ProcessBuilder command =
        Shipped.command("evaluate", data, "--checkpoint", Trained.RUN, "--json");
    command.command().addAll(List.of(options));
    return Shipped.run(command, Map.of()).requireExitCode(0).json();
  }

  @Test
  void predictGoesOnAfterAFileItCannotRead() throws Exception {
    Path text = Files.writeString(scratch.resolve("text.jpg"), "no picture");
    Path good = Trained.DATA.resolve("val/ring/0001.jpg");
    Ended ended =
        Shipped.run("predict", "--checkpoint", Trained.RUN, text, good, "--json")
            .requireExitCode(1);
    assertThat(ended.err()).anyMatch(line -> line.startsWith("alexnet: " + text + ": "));
    JsonNode predictions = ended.json().path("predictions");
    assertThat(predictions).hasSize(1);
    assertThat(predictions.path(0).path("file").asText()).isEqualTo(good.toString());
    JsonNode top5 = predictions.path(0).path("top5");
    assertThat(top5).hasSize(5);
    double before = 1;
    for (JsonNode guess : top5) {
      assertThat(guess.path("class").asText()).isNotEmpty();
      assertThat(guess.path("probability").asDouble()).isBetween(0.0, before);
      before = guess.path("probability").asDouble();
    }
  }

  @Test
  void namesOutsideAsciiSurviveAPlainLocale() throws Exception {
    Path picture =
        Files.copy(
            Trained.DATA.resolve("val/ring/0001.jpg"), scratch.resolve("caf\u00e9 \u732b.jpg"));
    Ended ended =
        Shipped.run(
                Shipped.command("predict", "--checkpoint", Trained.RUN, picture, "--json"),
                Map.of("LC_ALL", "C", "LANG", "C"))
            .requireExitCode(0);
    assertThat(ended.json().path("predictions").path(0).path("file").asText())
        .isEqualTo(picture.toString());
  }

  @Test
  void quickstartNeedsNoArgument() throws Exception {
    ProcessBuilder command = Shipped.command("quickstart", "--epochs=1", "--json");
    Ended ended = Shipped.run(command.directory(scratch.toFile()), Map.of()).requireExitCode(0);
    JsonNode keys = ended.json();
    assertThat(keys.path("top1_error").asDouble()).isBetween(0.0, 1.0);
    assertThat(keys.path("top5_error").asDouble()).isBetween(0.0, 1.0);
    assertThat(keys.path("seconds").asDouble()).isPositive();
    assertThat(scratch.resolve("runs/quickstart-1/run/checkpoints/best/model.safetensors"))
        .isRegularFile();
  }
}
