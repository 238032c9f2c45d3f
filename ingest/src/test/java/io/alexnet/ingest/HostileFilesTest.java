package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a file holds: a picture or one printable line, in a heap of 512 MB. */
class HostileFilesTest {
  private static final double MOST_SECONDS = 5;

  private static HostileTally tally(Path directory, HostileReader reader, int mutants)
      throws Exception {
    reader.require();
    HostileTally tally = HostileTally.of(directory, reader, mutants);
    assertThat(tally.outcomes().values())
        .allSatisfy(
            reason -> assertThat(reason).hasSizeBetween(4, 250).matches("[\\P{C}&&\\P{Z}\\x20]+"));
    assertThat(tally.heapMb()).isLessThanOrEqualTo(512);
    return tally;
  }

  @ParameterizedTest
  @EnumSource(HostileReader.class)
  void bombsAreRejectedAndWhatIsBesideThePictureIsIgnored(
      HostileReader reader, @TempDir Path directory) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostileBombs.all(listener.getLocalPort())
          .forEach((name, bytes) -> Fixtures.put(directory.resolve(name), bytes));
      HostileTally tally = tally(directory, reader, 0);
      tally
          .outcomes()
          .forEach(
              (name, outcome) ->
                  assertThat(outcome.equals(HostileDecodes.READ))
                      .as("%s: %s", name, outcome)
                      .isEqualTo(name.startsWith("ok-")));
      assertThat(isAskedFor(listener)).as("an external entity").isFalse();
    }
  }

  private static boolean isAskedFor(ServerSocket listener) throws IOException {
    listener.setSoTimeout(1);
    try {
      listener.accept().close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(HostileReader.class)
  void noDamageThrowsOrHangs(HostileReader reader, @TempDir Path directory) throws Exception {
    writeDamage(directory);
    HostileTally tally = tally(directory, reader, 1);
    assertThat(tally.outcomes()).containsEntry("0/whole", HostileDecodes.READ);
    assertThat(tally.outcomes().values().stream().filter(HostileDecodes.READ::equals).count())
        .isBetween(20L, tally.outcomes().size() / 2L);
  }

  private static void writeDamage(Path directory) throws IOException {
    for (TestJpegs kind : TurboReaderTest.KINDS) {
      byte[] whole = kind.write(TestJpegs.photograph(60, 50));
      Path kinds = directory.resolve(Integer.toString(TurboReaderTest.KINDS.indexOf(kind)));
      HostileFiles.of(whole).forEach((name, bytes) -> Fixtures.put(kinds.resolve(name), bytes));
      Fixtures.put(kinds.resolve("whole"), whole);
    }
  }

  /** Measures processor time, and still is no test for a busy machine or a slow one. */
  @ParameterizedTest
  @EnumSource(HostileReader.class)
  @Tag("timing")
  void noFileTakesFiveSeconds(HostileReader reader, @TempDir Path directory) throws Exception {
    HostileBombs.all(1)
        .forEach((name, bytes) -> Fixtures.put(directory.resolve("bombs").resolve(name), bytes));
    writeDamage(directory);
    HostileTally tally = tally(directory, reader, 1);
    assertThat(tally.seconds()).as(tally.slowest()).isLessThan(MOST_SECONDS);
  }

  @ParameterizedTest
  @EnumSource(JpegDecoder.class)
  void aSmallFileMayBeCutAnywhere(JpegDecoder decoder) {
    assumeTrue(decoder.isPresent());
    ReadOptions options = ReadOptions.DEFAULT.withDecoder(decoder);
    for (String name :
        new String[] {"baseline-420.jpg", "cmyk.jpg", "palette.png", "palette.gif"}) {
      byte[] whole = Fixtures.bytes("decode/" + name);
      for (int length = 0; length < whole.length; length++) {
        Decoded decoded = Decoder.decode(Arrays.copyOf(whole, length), 16, options);
        if (length < whole.length - 30) {
          assertThat(Fixtures.reason(decoded)).as("%s, %d bytes", name, length).isNotBlank();
        }
      }
    }
  }

  @Test
  void damageIsTheSameForTheSameNumber() {
    byte[] whole = Fixtures.bytes("decode/baseline-420.jpg");
    for (int number = 0; number < 20; number++) {
      assertThat(HostileFiles.mutant(whole, number))
          .isEqualTo(HostileFiles.mutant(whole, number))
          .isNotEqualTo(HostileFiles.mutant(whole, number + 20));
    }
  }

  /** Of a person's own files: see docs/reliability.md. */
  @ParameterizedTest
  @EnumSource(HostileReader.class)
  @EnabledIfSystemProperty(named = "hostile.dir", matches = ".+")
  @Timeout(36_000) // Of a directory of any size.
  void filesOfADirectory(HostileReader reader) throws Exception {
    Path directory = Path.of(System.getProperty("hostile.dir"));
    HostileTally tally = tally(directory, reader, Integer.getInteger("hostile.mutants", 0));
    assertThat(tally.outcomes()).isNotEmpty();
    System.out.println(tally);
    assertThat(tally.seconds()).as(tally.slowest()).isLessThan(MOST_SECONDS);
  }
}
