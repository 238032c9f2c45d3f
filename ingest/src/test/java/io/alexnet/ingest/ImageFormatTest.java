package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatTest {
  /** Hexadecimal digits are bytes, words in quotation marks are ASCII. */
  private static byte[] bytes(String text) {
    StringBuilder latin1 = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (word.startsWith("\"")) {
        latin1.append(word, 1, word.length() - 1);
      } else {
        latin1.append((char) Integer.parseInt(word, 16));
      }
    }
    return latin1.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "ff d8 ff e0, a JPEG image",
        "89 \"PNG\" 0d 0a 1a 0a, a PNG image",
        "\"GIF89a\", a GIF image",
        "\"BM\", a BMP image",
        "\"RIFF\" 01 02 03 04 \"WEBPVP8\", a WebP image",
        "\"II\" 2a 00 08 00 00 00, a TIFF image",
        "\"MM\" 00 2a 00 00 00 08, a TIFF image"
      })
  void formatsThatAreReadAreKnownByTheirFirstBytes(String start, String name) {
    assertThat(ImageFormat.of(bytes(start))).isPresent();
    assertThat(ImageFormat.describe(bytes(start))).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "00 00 00 1c \"ftypavif\" 00 00 00 00 \"avifmif1miaf\", an AVIF image",
        "00 00 00 1c \"ftypmif1\" 00 00 00 00 \"mif1avifmiaf\", an AVIF image",
        "00 00 00 18 \"ftypheic\" 00 00 00 00 \"mif1heic\", a HEIC image",
        "00 00 00 18 \"ftypmif1\" 00 00 00 00 \"mif1miaf\", a HEIF image",
        "00 00 00 14 \"ftypqt\" 20 20 00 00 00 00 \"qt\" 20 20, a MOV video",
        "00 00 00 18 \"ftypisom\" 00 00 02 00 \"isommp41\", an MP4 video",
        "00 00 00 18 \"ftypcrx\" 20 00 00 00 01 \"crx\" 20 \"isom\", a camera RAW image",
        "00 00 00 0c \"jP\" 20 20 0d 0a, a JPEG 2000 image",
        "ff 4f ff 51, a JPEG 2000 image",
        "ff 0a, a JPEG XL image",
        "00 00 00 0c \"JXL\" 20, a JPEG XL image",
        "\"II\" 2a 00 10 00 00 00 \"CR\" 02 00, a camera RAW image",
        "\"II\" 2b 00 08 00, a BigTIFF image",
        "\"8BPS\", a Photoshop document",
        "\"%PDF-1.7\", a PDF document",
        "\"PK\" 03 04, a ZIP archive",
        "1f 8b 08, a gzip file",
        "00 05 16 07, macOS metadata (AppleDouble)",
        "\"P6\" 0a, a PNM image",
        "\"version\" 20 \"https://git-lfs.github.com/spec/v1\", a Git LFS pointer (run git lfs pull)",
        "00 00 00 00, a file of zero bytes",
        "01 02 fe 03, an unknown kind of file",
        "ff, an unknown kind of file"
      })
  void formatsThatAreNotReadAreNamed(String start, String name) {
    assertThat(ImageFormat.of(bytes(start))).isEmpty();
    assertThat(ImageFormat.describe(bytes(start))).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "<!DOCTYPE html><title>404</title>, an HTML page",
        "'\n <HTML lang=\"de\">', an HTML page",
        "\ufeff<!doctype HTML>, an HTML page",
        "<svg xmlns='http://www.w3.org/2000/svg'>, an SVG image",
        "'<?xml version=\"1.0\"?>\n<!-- x --><svg>', an SVG image",
        "<?xml version='1.0'?><Error><Code>AccessDenied</Code>, an XML document",
        "'{\"error\": 403}', JSON text",
        "not found, plain text",
        "größer, plain text",
      })
  void textIsNamedByItsKind(String text, String name) {
    byte[] file = text.getBytes(StandardCharsets.UTF_8);
    assertThat(ImageFormat.describe(file)).isEqualTo(name);
    assertThat(ImageFormat.describe(text.getBytes(StandardCharsets.UTF_16))).isEqualTo(name);
  }

  @Test
  void anEmptyFileIsNamed() {
    assertThat(ImageFormat.describe(new byte[0])).isEqualTo("an empty file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"II", "RIFF", "PK\3\4", "ftyp", "\0\0\0\20ftyphe", "<", "\0\0\0\0ftyp"})
  void anyStartIsDescribed(String start) {
    byte[] file = Arrays.copyOf(start.getBytes(StandardCharsets.ISO_8859_1), 600);
    for (int length = 0; length <= file.length; length++) {
      assertThat(ImageFormat.describe(Arrays.copyOf(file, length))).isNotBlank();
    }
  }

  @Test
  void theMessageNamesTheFileAndWhatIsRead() {
    byte[] avif = bytes("00 00 00 1c \"ftypavif\" 00 00 00 00 \"avifmif1miaf\"");
    assertThat(Fixtures.reason(Decoder.decode(avif, ReadOptions.DEFAULT)))
        .isEqualTo("an AVIF image; JPEG, PNG, GIF, BMP, WebP and TIFF images are read");
  }
}
