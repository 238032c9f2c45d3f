package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurboLibraryTest {
  /** A process whose class path is this one's. */
  private static String output(List<String> flags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process java =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    return output.strip();
  }

  @ParameterizedTest
  @CsvSource({"500,375,256", "375,501,72", "2049,1500,64", "1031,1043,32", "9,7,256"})
  void everyCopyGivesTheSameBytes(int width, int height, int side) {
    List<TurboCarrier> carriers = Turbo.carriers();
    assumeTrue(carriers.size() > 1, "libturbojpeg is not installed");
    for (TestJpegs kind : TurboReaderTest.KINDS) {
      byte[] file = kind.write(TestJpegs.photograph(width, height));
      List<byte[]> images =
          carriers.stream()
              .map(carrier -> new TurboReader(carrier).readSquare(file, side, ReadOptions.DEFAULT))
              .map(image -> image.map(RgbImage::pixels).orElseThrow())
              .toList();
      assertThat(images).as(kind.toString()).allMatch(each -> Arrays.equals(each, images.get(0)));
    }
  }

  /** The bundled one by libtiff and Leptonica, of which the second overlooks some warnings. */
  @ParameterizedTest
  @ValueSource(ints = {48, 8})
  void everyCopyFindsTheSameDamage(int side) {
    List<TurboCarrier> carriers = Turbo.carriers();
    assumeTrue(carriers.size() > 1, "libturbojpeg is not installed");
    ReadOptions options = ReadOptions.DEFAULT.withMaxPixels(1 << 20);
    int read = 0;
    for (TestJpegs kind : TurboReaderTest.KINDS) {
      byte[] whole = kind.write(TestJpegs.photograph(90, 70));
      for (int number = 0; number < 200; number++) {
        byte[] file = HostileFiles.mutant(whole, number);
        List<Optional<String>> images =
            carriers.stream()
                .map(carrier -> new TurboReader(carrier).readSquare(file, side, options))
                .map(image -> image.map(RgbImage::pixels).map(Arrays::toString))
                .toList();
        assertThat(images.get(1)).as("%s, mutant %d", kind, number).isEqualTo(images.get(0));
        read += images.get(0).isPresent() ? 1 : 0;
      }
    }
    assertThat(read).isBetween(100, 1900);
  }

  @Test
  void progressiveFilesThatLibtiffRefusesAreLeftToThePlainReaderByEveryCopy() {
    byte[] large = new TestJpegs(true, 1, 1, true, 0).write(TestJpegs.photograph(300, 60_000));
    for (TurboCarrier carrier : Turbo.carriers()) {
      assertThat(new TurboReader(carrier).readSquare(large, 256, ReadOptions.DEFAULT)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"system", "bundled"})
  void thousandsOfDecodesOnManyThreadsLeaveNoMemoryBehind(String choice) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs /proc");
    assumeTrue(new TurboLibrary(choice).found().isPresent(), choice + " library is not here");
    // A fixed heap: all that can grow is native. One handle is 10 KiB and more, 36,000 are made.
    List<String> flags =
        List.of(
            "-Xms64m",
            "-Xmx64m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-Dalexnet.turbo=" + choice);
    String kib = output(flags, TurboDecodes.class, "60");
    assertThat(Long.parseLong(kib)).as("KiB").isLessThan(24 << 10);
  }

  @Test
  void theSystemsLibraryIsNamedWithItsFile() {
    Optional<TurboCarrier> system = new TurboLibrary("system").found();
    assumeTrue(system.isPresent(), "libturbojpeg is not installed");
    assertThat(system.orElseThrow().describe()).matches("libjpeg-turbo [1-9] \\(.*turbojpeg.*\\)");
    assertThat(new TurboLibrary("auto").found().orElseThrow().describe())
        .isEqualTo(system.orElseThrow().describe());
  }

  @Test
  void theBundledOneIsNamed() {
    Turbo.require();
    assertThat(new TurboLibrary("bundled").found().orElseThrow().describe())
        .isEqualTo("libjpeg-turbo 3 (bundled)");
  }

  @Test
  void aMachineWithoutACopyIsToldWhy() {
    assertThat(new TurboLibrary("none").reason()).isEqualTo("switched off by -Dalexnet.turbo=none");
  }

  @Test
  void withoutAPlaceToUnpackToTheReasonIsOneLineAndJavaDecodes(@TempDir Path directory)
      throws Exception {
    Path file = Fixtures.put(directory.resolve("a-file"), new byte[] {1});
    List<String> flags = List.of("-Djna.tmpdir=" + file.resolve("below"));
    assertThat(output(flags, Doctor.class)).matches("JAVA [^\\n]*bundled library: [^\\n]+");
  }

  /** Prints the decoder in use and why there is no faster one. */
  static final class Doctor {
    private Doctor() {}

    public static void main(String[] arguments) {
      System.out.println(JpegDecoder.fastest() + " " + JpegDecoder.TURBO.absence());
    }
  }
}
