package io.alexnet.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a written set, as a reader of JPEGs sees them. */
class SampleFilesTest {
  private record Header(String name, int width, int height, int bands, boolean whole) {}

  private static List<Header> headers = List.of();

  @BeforeAll
  static void write(@TempDir Path folder) throws IOException {
    Path set = folder.resolve("set");
    SampleImages.write(set, 8, 4, 7, Progress.NONE);
    try (Stream<Path> files = Files.walk(set)) {
      headers = files.filter(Files::isRegularFile).sorted().map(SampleFilesTest::header).toList();
    }
  }

  @Test
  void exactlyOneFileIsCutShort() {
    assertThat(headers.stream().filter(header -> !header.whole()).map(Header::name))
        .containsExactly("0002-cut-short.jpg");
  }

  @Test
  void mostAreColourSomeGreyAndSomeCmyk() {
    assertThat(headers).hasSize(120);
    assertThat(headers).filteredOn(header -> header.bands() == 3).hasSizeGreaterThan(96);
    assertThat(headers).filteredOn(header -> header.bands() == 1).hasSizeGreaterThan(8);
    assertThat(headers).filteredOn(header -> header.bands() == 4).hasSizeGreaterThan(4);
  }

  @Test
  void sizesAreOfAllKinds() {
    assertThat(headers)
        .allSatisfy(
            header ->
                assertThat(Math.min(header.width(), header.height()))
                    .as(header.name())
                    .isBetween(80, 400));
    assertThat(headers).filteredOn(header -> header.width() > 1.2 * header.height()).isNotEmpty();
    assertThat(headers).filteredOn(header -> header.height() > 1.2 * header.width()).isNotEmpty();
    assertThat(headers).filteredOn(header -> header.height() < 110).isNotEmpty();
    assertThat(headers).filteredOn(header -> header.height() > 300).isNotEmpty();
  }

  /** The number of bands as the frame header (SOF0) has it: readers convert while they decode. */
  private static Header header(Path file) {
    try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
      byte[] bytes = Files.readAllBytes(file);
      int frame = 2;
      while ((bytes[frame + 1] & 0xff) != 0xc0) {
        frame += 2 + ((bytes[frame + 2] & 0xff) << 8 | (bytes[frame + 3] & 0xff));
      }
      ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
      reader.setInput(input);
      boolean whole =
          (bytes[bytes.length - 2] & 0xff) == 0xff && (bytes[bytes.length - 1] & 0xff) == 0xd9;
      Header header =
          new Header(
              file.getFileName().toString(),
              reader.getWidth(0),
              reader.getHeight(0),
              bytes[frame + 9],
              whole);
      reader.dispose();
      return header;
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
