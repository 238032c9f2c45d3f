package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alexnet.app.Shipped.Ended;
import io.alexnet.common.DurableFiles;
import io.alexnet.ingest.JpegDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A preparation may end at any moment, and the same command goes on with it. */
@Timeout(240)
final class PrepareInterruptedIT {
  private static final int IMAGES = 300;
  private static final int RECORD = 256 * 256 * 3;

  @TempDir private static Path shared = Path.of("");
  private static Path data = Path.of("");
  private static Map<String, String> uninterrupted = Map.of();

  @TempDir private Path scratch = Path.of("");

  @BeforeAll
  static void prepareWithoutInterruption() throws Exception {
    data = shared.resolve("data");
    Shipped.run("sample", data, "--train-per-class=25", "--val-per-class=5").requireExitCode(0);
    Path whole = shared.resolve("whole");
    Shipped.run("prepare", data, "--out", whole, "--workers=4").requireExitCode(0);
    uninterrupted = digests(whole);
  }

  private static Map<String, String> digests(Path directory) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), DurableFiles.sha256(file));
      }
    }
    return digests;
  }

  private Path store() {
    return scratch.resolve("store");
  }

  private Path partial() {
    return scratch.resolve(".store.partial");
  }

  private Process begin(int workers) throws IOException {
    return Shipped.command("prepare", data, "--out", store(), "-j", workers, "--json")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Ended goOn(int workers) throws Exception {
    return Shipped.run("prepare", data, "--out", store(), "-j", workers, "--json")
        .requireExitCode(0);
  }

  private static void until(Process process, BooleanSupplier reached) throws InterruptedException {
    while (!reached.getAsBoolean()) {
      assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as("ended too soon").isFalse();
    }
  }

  private boolean hasWritten(int images) {
    return partial().resolve("store/train-00000.a256").toFile().length() >= (long) images * RECORD;
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private void assertFinished(Ended ended) throws IOException {
    assertThat(ended.json().path("images").asInt()).isEqualTo(IMAGES - 1);
    assertThat(ended.json().path("rejections").path(0).path("file").asText()).contains("cut-short");
    assertThat(digests(store())).isEqualTo(uninterrupted);
    assertThat(partial()).doesNotExist();
  }

  @Test
  void byDefaultItGoesOnWithTheDecoderThatItWasBegunWith() throws Exception {
    Process process =
        Shipped.command("prepare", data, "--out", store(), "--decoder=java")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      until(process, () -> partial().resolve("progress.json").toFile().exists());
    } finally {
      process.destroyForcibly().waitFor();
    }
    Ended ended = goOn(2);
    assertThat(ended.json().path("stopped").asBoolean()).isFalse();
    assertThat(Files.readString(store().resolve("manifest.json")))
        .contains("\"decoder\" : \"java\"");
    boolean another = JpegDecoder.fastest() != JpegDecoder.JAVA;
    assertThat(ended.err().contains("decoder java, as this was begun with it")).isEqualTo(another);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void killedAgainAndAgainItMakesTheSameStore(int workers) throws Exception {
    for (int images : new int[] {0, 1, 40, 100, 200}) {
      Process process = begin(workers);
      try {
        until(process, () -> partial().resolve("progress.json").toFile().exists());
        until(process, () -> hasWritten(images));
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(store()).doesNotExist();
    }
    assertFinished(goOn(workers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalStopsItAndNothingIsDoneTwice(String signal) throws Exception {
    Process process = begin(2);
    try {
      until(process, () -> hasWritten(50));
      signal(process, signal);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(signal.equals("INT") ? 130 : 143);
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      JsonNode stopped = new ObjectMapper().readTree(out);
      assertThat(stopped.path("stopped").asBoolean()).isTrue();
      int images = stopped.path("images").asInt();
      assertThat(images).isGreaterThanOrEqualTo(50);
      assertThat(store()).doesNotExist();
      Ended ended = goOn(2);
      assertThat(ended.json().path("earlier").asInt()).isEqualTo(images);
      int there = images + stopped.path("rejected").asInt();
      assertThat(ended.err()).contains("continuing: %d of 300 images are there".formatted(there));
      assertFinished(ended);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aSecondWriterIsRefusedWithTheFirstsNumber() throws Exception {
    Process first = begin(1);
    try {
      until(first, () -> hasWritten(1));
      signal(first, "STOP");
      Ended second = Shipped.run("prepare", data, "--out", store()).requireExitCode(1);
      assertThat(second.err()).anyMatch(line -> line.contains("process " + first.pid() + ":"));
      signal(first, "CONT");
      assertThat(first.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).isZero();
      assertThat(digests(store())).isEqualTo(uninterrupted);
    } finally {
      first.destroyForcibly();
    }
  }

  @Test
  void otherSettingsAreRefusedInOneLine() throws Exception {
    Process process = begin(1);
    try {
      until(process, () -> hasWritten(1));
    } finally {
      process.destroyForcibly().waitFor();
    }
    Ended other = Shipped.run("prepare", data, "--out", store(), "--side=72").requireExitCode(1);
    assertThat(other.err())
        .filteredOn(line -> line.startsWith("alexnet: "))
        .singleElement()
        .asString()
        .contains("side was 256 and is 72", partial().toString(), "delete it to begin anew");
    assertFinished(goOn(4));
  }
}
