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
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A preparation may end at any moment, and the same command goes on with it. */
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

  private ProcessBuilder preparation(Object... more) {
    ProcessBuilder builder = Shipped.command("prepare", data, "--out", store(), "--json");
    builder.command().addAll(Arrays.stream(more).map(Object::toString).toList());
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private Ended goOn(int workers) throws Exception {
    return Shipped.run("prepare", data, "--out", store(), "-j", workers, "--json")
        .requireExitCode(0);
  }

  /** Whether it got there before its end. */
  private static boolean until(Process process, BooleanSupplier reached)
      throws InterruptedException {
    while (!reached.getAsBoolean()) {
      if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Sends a signal to a preparation that has come so far, and waits for its end unless the signal
   * is STOP. Begins again where the preparation was done before the signal came.
   */
  private Process amid(ProcessBuilder preparation, BooleanSupplier reached, String signal)
      throws Exception {
    for (int tries = 0; tries < 50; tries++) {
      Process process = preparation.start();
      if (until(process, reached)) {
        signal(process, signal);
        if (!signal.equals("STOP")) {
          process.waitFor();
        }
        if (!Files.exists(store())) {
          return process;
        }
      }
      process.destroyForcibly().waitFor();
      assertThat(store()).as("a preparation that nobody disturbs is done").exists();
      DurableFiles.deleteTree(store());
    }
    throw new AssertionError("was done each time");
  }

  private boolean hasBegun() {
    return partial().resolve("progress.json").toFile().exists();
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
    amid(preparation("--decoder=java"), this::hasBegun, "KILL");
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
      amid(preparation("-j", workers), () -> hasBegun() && hasWritten(images), "KILL");
    }
    assertFinished(goOn(workers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalStopsItAndNothingIsDoneTwice(String signal) throws Exception {
    Process process = amid(preparation("-j", 2), () -> hasWritten(50), signal);
    assertThat(process.exitValue()).isEqualTo(signal.equals("INT") ? 130 : 143);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode stopped = new ObjectMapper().readTree(out);
    assertThat(stopped.path("stopped").asBoolean()).isTrue();
    int images = stopped.path("images").asInt();
    assertThat(images).isGreaterThanOrEqualTo(50);
    Ended ended = goOn(2);
    assertThat(ended.json().path("earlier").asInt()).isEqualTo(images);
    int there = images + stopped.path("rejected").asInt();
    assertThat(ended.err()).contains("continuing: %d of 300 images are there".formatted(there));
    assertFinished(ended);
  }

  @Test
  void aSecondWriterIsRefusedWithTheFirstsNumber() throws Exception {
    Process first = amid(preparation("-j", 1), () -> hasWritten(1), "STOP");
    try {
      Ended second = Shipped.run("prepare", data, "--out", store()).requireExitCode(1);
      assertThat(second.err()).anyMatch(line -> line.contains("process " + first.pid() + ":"));
      signal(first, "CONT");
      assertThat(first.waitFor()).isZero();
      assertThat(digests(store())).isEqualTo(uninterrupted);
    } finally {
      first.destroyForcibly();
    }
  }

  @Test
  void otherSettingsAreRefusedInOneLine() throws Exception {
    amid(preparation("-j", 1), () -> hasWritten(1), "KILL");
    Ended other = Shipped.run("prepare", data, "--out", store(), "--side=72").requireExitCode(1);
    assertThat(other.err())
        .filteredOn(line -> line.startsWith("alexnet: "))
        .singleElement()
        .asString()
        .contains("side was 256 and is 72", partial().toString(), "delete it to begin anew");
    assertFinished(goOn(4));
  }
}
