package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.RgbImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEG files that are unusual, and what libjpeg makes of them. */
class JpegReaderTest {
  private static final TestJpegs RESTARTED = new TestJpegs(false, 2, 2, false, 2);
  private static final byte[] ADOBE = HexFormat.of().parseHex("ffee000e41646f626500640000000000");
  private static final int TRANSFORM = 15;

  static final List<TestJpegs> KINDS = TurboReaderTest.KINDS;

  private static byte[] file(TestJpegs kind) {
    return kind.write(TestJpegs.photograph(60, 50));
  }

  private static byte[] adobe(int transform) {
    byte[] segment = ADOBE.clone();
    segment[TRANSFORM] = (byte) transform;
    return segment;
  }

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes);
  }

  private static void assertSame(byte[] file, byte[] plain) {
    RgbImage expected = Fixtures.image(Decoder.decode(plain, ReadOptions.DEFAULT));
    RgbImage actual = Fixtures.image(Decoder.decode(file, ReadOptions.DEFAULT));
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.pixels()).isEqualTo(expected.pixels());
    ReadOptions fastest = ReadOptions.DEFAULT.withDecoder(JpegDecoder.fastest());
    assertThat(Fixtures.image(Decoder.decode(file, 60, fastest)).pixels())
        .hasSize(60 * 60 * RgbImage.CHANNELS);
  }

  private static void assertDamaged(byte[] file) {
    ReadOptions fastest = ReadOptions.DEFAULT.withDecoder(JpegDecoder.fastest());
    assertThat(Fixtures.reason(Decoder.decode(file, ReadOptions.DEFAULT))).startsWith("damaged: ");
    assertThat(Fixtures.reason(Decoder.decode(file, 32, fastest))).startsWith("damaged: ");
  }

  /** Before each marker of the header in turn. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff",
        "ffffffffff",
        "0000",
        "00ff00",
        "636f6666",
        "ff01",
        "ffd0",
        "ffe00004abcd",
        "ffe10002",
        "ffe200104943435f50524f46494c450002010203",
        "ffe000104a46494600090909090909090909",
        "fffe0004feff"
      })
  void bytesBetweenSegmentsAndMetadataAreIgnored(String bytes) {
    for (TestJpegs kind : KINDS) {
      byte[] plain = file(kind);
      for (int at = 2; at < firstScan(plain) + 1; at = segmentEnd(plain, at)) {
        assertSame(HostileFiles.inserted(plain, at, hex(bytes)), plain);
      }
    }
  }

  private static int segmentEnd(byte[] file, int at) {
    return at + 2 + JpegHeader.unsignedShort(file, at + 2);
  }

  private static int firstScan(byte[] file) {
    int at = 2;
    while (file[at + 1] != (byte) 0xda) {
      at = segmentEnd(file, at);
    }
    return at;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void anAdobeSegmentOfAGreyImageIsIgnored(int transform) {
    byte[] plain = file(new TestJpegs(true, 1, 1, false, 0));
    assertSame(HostileFiles.inserted(plain, 2, adobe(transform)), plain);
    assertSame(HostileFiles.inserted(plain, segmentEnd(plain, 2), adobe(transform)), plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void jfifWinsOverAdobe(int transform) {
    for (TestJpegs kind : KINDS) {
      byte[] plain = file(kind);
      assertThat(plain[3]).as("JFIF").isEqualTo((byte) 0xe0);
      assertSame(HostileFiles.inserted(plain, 2, adobe(transform)), plain);
      assertSame(HostileFiles.inserted(plain, segmentEnd(plain, 2), adobe(transform)), plain);
    }
  }

  private static byte[] withoutJfif(byte[] file) {
    return HostileFiles.joined(
        Arrays.copyOf(file, 2), Arrays.copyOfRange(file, segmentEnd(file, 2), file.length));
  }

  @ParameterizedTest
  @CsvSource({"0,RGB", "1,YCBCR", "2,YCBCR", "9,YCBCR"})
  void withoutJfifAdobeDecides(int transform, JpegColours colours) throws Exception {
    byte[] plain = withoutJfif(file(TestJpegs.USUAL));
    byte[] marked = HostileFiles.inserted(plain, 2, adobe(transform));
    assertThat(JpegHeader.of(marked).colours()).isEqualTo(colours);
    if (colours == JpegColours.YCBCR) {
      assertSame(marked, plain);
    }
  }

  @ParameterizedTest
  @CsvSource({"1 2 3,YCBCR", "0 1 2,YCBCR", "82 71 66,RGB", "82 71 67,YCBCR", "89 67 99,YCBCR"})
  void withoutEitherTheComponentsIdsDecide(String ids, JpegColours colours) throws Exception {
    byte[] file = withoutJfif(file(TestJpegs.USUAL));
    int frame = HostileFiles.frame(file);
    int scan = firstScan(file);
    String[] words = ids.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      file[frame + 10 + 3 * i] = Byte.parseByte(words[i]);
      file[scan + 5 + 2 * i] = Byte.parseByte(words[i]);
    }
    assertThat(JpegHeader.of(file).colours()).isEqualTo(colours);
    if (colours == JpegColours.YCBCR) {
      assertSame(file, file(TestJpegs.USUAL));
    }
  }

  @Test
  void motionJpegWithoutHuffmanTablesIsRead() {
    byte[] plain = file(TestJpegs.USUAL);
    ByteArrayOutputStream bare = new ByteArrayOutputStream();
    int at = 2;
    bare.write(plain, 0, at);
    for (int end = at; at < firstScan(plain); at = end) {
      end = segmentEnd(plain, at);
      if (plain[at + 1] != (byte) 0xc4) {
        bare.write(plain, at, end - at);
      }
    }
    bare.write(plain, at, plain.length - at);
    assertThat(bare.size()).isLessThan(plain.length - 300);
    assertSame(bare.toByteArray(), plain);
  }

  static List<byte[]> paddings() {
    return List.of(
        hex("0000"),
        hex("00"),
        new byte[3000],
        hex("55555555"),
        hex("00ff".repeat(1)),
        hex("ffffff"));
  }

  /** Bytes before each marker from the first scan's samples on. */
  @ParameterizedTest
  @MethodSource("paddings")
  void paddingBeforeAMarkerIsNoDamage(byte[] padding) {
    for (TestJpegs kind : KINDS) {
      byte[] plain = file(kind);
      byte[] padded = plain;
      int before = firstScan(plain) + 2;
      for (int at = plain.length - 2; at > before; at--) {
        int code = plain[at + 1] & 0xff;
        if (plain[at] == (byte) 0xff
            && (code == 0xda || code == 0xd9 || (code >= 0xd0 && code <= 0xd7))) {
          padded = HostileFiles.inserted(padded, at, padding);
        }
      }
      assertSame(padded, plain);
    }
  }

  @Test
  void samplesThatAreTooManyAreDamage() {
    byte[] plain = file(RESTARTED);
    byte[] noise = hex("123456789abc");
    assertDamaged(HostileFiles.inserted(plain, plain.length - 2, noise));
    assertDamaged(HostileFiles.inserted(plain, restart(plain), noise));
  }

  @Test
  void paddingDoesNotHideMissingSamples() {
    byte[] plain = file(RESTARTED);
    int restart = restart(plain);
    byte[] padded = plain.clone();
    Arrays.fill(padded, restart - 12, restart, (byte) 0);
    byte[] more = HostileFiles.inserted(padded, plain.length - 2, new byte[8]);
    byte[] cut =
        HostileFiles.joined(
            Arrays.copyOf(plain, restart - 6), Arrays.copyOfRange(plain, restart, plain.length));
    assertDamaged(HostileFiles.inserted(cut, cut.length - 2, new byte[8]));
    assertThat(more).isNotEqualTo(padded);
  }

  @Test
  void aMissingRestartMarkerIsDamage() {
    byte[] plain = file(RESTARTED);
    int restart = restart(plain);
    byte[] without =
        HostileFiles.joined(
            Arrays.copyOf(plain, restart), Arrays.copyOfRange(plain, restart + 2, plain.length));
    assertDamaged(without);
    assertDamaged(HostileFiles.inserted(without, without.length - 2, new byte[8]));
  }

  private static int restart(byte[] file) {
    for (int at = firstScan(file); at < file.length; at++) {
      if (file[at] == (byte) 0xff && file[at + 1] == (byte) 0xd1) {
        return at;
      }
    }
    throw new AssertionError("no restart marker");
  }

  @ParameterizedTest
  @CsvSource({
    "0xc3,8,lossless coding",
    "0xc9,8,arithmetic coding",
    "0xca,8,arithmetic coding",
    "0xc5,8,hierarchical coding",
    "0xc1,12,12 bits"
  })
  void codingsThatAreNotReadAreNamed(String marker, int bits, String words) {
    byte[] file = file(TestJpegs.USUAL);
    int frame = HostileFiles.frame(file);
    file[frame + 1] = (byte) (int) Integer.decode(marker);
    file[frame + 4] = (byte) bits;
    assertThat(Fixtures.reason(Decoder.decode(file, ReadOptions.DEFAULT)))
        .isEqualTo("a JPEG image with %s; baseline and progressive ones of 8 bits are read", words);
  }
}
