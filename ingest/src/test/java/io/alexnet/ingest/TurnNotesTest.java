package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnNotesTest {
  private static final ReadOptions TURNING = ReadOptions.DEFAULT.withApplyExifOrientation(true);

  /** EXIF data with two tags, of which one may be an orientation. */
  private static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(8 + 2 + 24 + 4).order(order);
    exif.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 2);
    exif.putShort((short) 0x0100)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 9)
        .putShort((short) 0);
    int tag = orientation == 0 ? 0x0113 : 0x0112;
    exif.putShort((short) tag).putShort((short) 3).putInt(1);
    return exif.putShort((short) orientation).array();
  }

  private static byte[] segment(byte[] exif) {
    return HostileFiles.segment(0xe1, HostileFiles.joined(HostileFiles.ascii("Exif\0\0"), exif));
  }

  private static byte[] jpeg(byte[]... segments) {
    byte[] file = TestJpegs.USUAL.write(TestJpegs.photograph(48, 32));
    for (int i = segments.length - 1; i >= 0; i--) {
      file = HostileFiles.inserted(file, 2, segments[i]);
    }
    return file;
  }

  private static void assertTurned(byte[] file) {
    RgbImage stored = Fixtures.image(Decoder.decode(file, ReadOptions.DEFAULT));
    RgbImage turned = Fixtures.image(Decoder.decode(file, TURNING));
    assertThat(turned.pixels()).isEqualTo(ExifOrientation.apply(stored, 6).pixels());
    assertThat(turned.width()).isEqualTo(stored.height());
  }

  @Test
  void anOrientationIsFoundInEverySegment() {
    byte[] with = segment(exif(6, ByteOrder.LITTLE_ENDIAN));
    byte[] without = segment(exif(0, ByteOrder.BIG_ENDIAN));
    assertTurned(jpeg(with, without));
    assertTurned(jpeg(without, with));
    assertTurned(jpeg(without, without, with, without));
  }

  @Test
  void theFirstOrientationCounts() {
    byte[] six = segment(exif(6, ByteOrder.LITTLE_ENDIAN));
    assertTurned(jpeg(six, segment(exif(1, ByteOrder.LITTLE_ENDIAN))));
    assertTurned(jpeg(six, segment(exif(3, ByteOrder.BIG_ENDIAN))));
  }

  @Test
  void exifDataMayGoOnInFurtherSegments() {
    byte[] exif = exif(6, ByteOrder.BIG_ENDIAN);
    byte[] first = segment(Arrays.copyOf(exif, 26));
    byte[] second = segment(Arrays.copyOfRange(exif, 26, exif.length));
    assertTurned(jpeg(first, second));
  }

  @ParameterizedTest
  @ValueSource(strings = {"turned.png", "turned.webp", "turned.tif"})
  void anOrientationIsFoundInOtherFormats(String name) {
    assertTurned(Fixtures.bytes("decode/" + name));
  }

  @Test
  void damagedNotesAreIgnored() {
    byte[] exif = exif(6, ByteOrder.LITTLE_ENDIAN);
    for (int length = 0; length < exif.length - 6; length++) {
      byte[] file = jpeg(segment(Arrays.copyOf(exif, length)));
      assertThat(Fixtures.image(Decoder.decode(file, TURNING)).width()).isEqualTo(48);
    }
  }

  @Test
  void imagesLeftUnturnedAreCounted(@TempDir Path root) {
    byte[] note = segment(exif(6, ByteOrder.LITTLE_ENDIAN));
    for (int i = 0; i < 6; i++) {
      Fixtures.put(root.resolve("cat/" + i + ".jpg"), i % 2 == 0 ? jpeg(note) : jpeg());
      Fixtures.put(root.resolve("dog/" + i + ".jpg"), jpeg());
    }
    Fixtures.put(root.resolve("dog/6.png"), Fixtures.bytes("decode/turned.png"));
    try (OrderedWorkers workers = new OrderedWorkers(2, "turned")) {
      assertThat(counted(root, ReadOptions.DEFAULT, workers)).isEqualTo(4);
      assertThat(counted(root, TURNING, workers)).isZero();
      DataSet data = DataSet.open(root, 16, ReadOptions.DEFAULT);
      Statistics.compute(data.training(), workers, Progress.NONE, (index, reason) -> {});
      assertThat(workers.meter().unturned()).isEqualTo(4);
    }
  }

  private static long counted(Path root, ReadOptions options, OrderedWorkers workers) {
    Path out =
        Objects.requireNonNull(root.getParent())
            .resolve(root.getFileName() + "-" + options.applyExifOrientation());
    return Prepare.run(
            DataSet.open(root, 16, options),
            out,
            DamageLimits.DEFAULT,
            workers,
            PrepareListener.NONE)
        .unturned();
  }

  @Test
  void eitherDecoderCounts() {
    byte[] file = jpeg(segment(exif(6, ByteOrder.LITTLE_ENDIAN)));
    for (JpegDecoder decoder : new JpegDecoder[] {JpegDecoder.JAVA, JpegDecoder.fastest()}) {
      PipelineMeter meter = new PipelineMeter();
      ReadOptions options = ReadOptions.DEFAULT.withDecoder(decoder);
      Path path = Fixtures.put(directory.resolve("a.jpg"), file);
      Decoder.decode(path, 16, options, meter);
      Decoder.decode(path, 16, options.withApplyExifOrientation(true), meter);
      assertThat(meter.unturned()).as(decoder.toString()).isEqualTo(1);
    }
  }

  @TempDir private Path directory;

  @Test
  void theLineNamesTheOption() {
    assertThat(TurnNotes.line(0)).isEmpty();
    assertThat(TurnNotes.line(1))
        .hasValue(
            "1 image has a camera's note to turn it, which is ignored; --exif-orientation applies"
                + " it");
    assertThat(TurnNotes.line(1234).orElseThrow())
        .startsWith("1,234 images have a camera's note to turn them");
  }
}
