package io.alexnet.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Names for files that are no image of a format that is read, so that a person knows what to
 * convert, download again or remove. The first bytes decide.
 */
final class OtherContent {
  private static final String RAW = "a camera RAW image";
  private static final FirstBytes CANON_RAW = new FirstBytes("II*\0????CR");
  private static final FirstBytes MEDIA = new FirstBytes(4, "ftyp");

  /** The first match counts. */
  private static final List<Known> KNOWN =
      List.of(
          known(0, "\0\0\0\fjP  ", "a JPEG 2000 image"),
          known(0, "\u00ffO\u00ffQ", "a JPEG 2000 image"),
          known(0, "\0\0\0\fJXL ", "a JPEG XL image"),
          known(0, "\u00ff\n", "a JPEG XL image"),
          known(0, "II\u00bc", "a JPEG XR image"),
          new Known(CANON_RAW, RAW),
          known(0, "IIRO", RAW),
          known(0, "IIRS", RAW),
          known(0, "MMOR", RAW),
          known(0, "IIU\0", RAW),
          known(0, "FUJIFILMCCD-RAW", RAW),
          known(0, "FOVb", RAW),
          known(0, "\0MRM", RAW),
          known(0, "II+\0", "a BigTIFF image"),
          known(0, "MM\0+", "a BigTIFF image"),
          known(0, "8BPS", "a Photoshop document"),
          known(0, "gimp xcf", "a GIMP document"),
          known(0, "%PDF", "a PDF document"),
          known(0, "%!PS", "a PostScript document"),
          known(0, "\0\0\1\0", "an icon"),
          known(0, "icns", "an icon"),
          known(0, "DDS ", "a DDS texture"),
          known(0, "qoif", "a QOI image"),
          known(0, "BPG\u00fb", "a BPG image"),
          known(0, "FLIF", "a FLIF image"),
          known(0, "v/1\1", "an OpenEXR image"),
          known(0, "#?RADIANCE", "a Radiance HDR image"),
          known(0, "SIMPLE  =", "a FITS image"),
          known(128, "DICM", "a DICOM image"),
          known(0, "AT&TFORM", "a DjVu document"),
          known(0, "PK\3\4", "a ZIP archive"),
          known(0, "PK\5\6", "a ZIP archive"),
          known(0, "\37\u008b", "a gzip file"),
          known(0, "BZh", "a bzip2 file"),
          known(0, "\u00fd7zXZ", "an xz file"),
          known(0, "(\u00b5/\u00fd", "a Zstandard file"),
          known(0, "7z\u00bc\u00af", "a 7-Zip archive"),
          known(0, "Rar!", "a RAR archive"),
          known(257, "ustar", "a tar archive"),
          known(8, "AVI ", "an AVI video"),
          known(8, "WAVE", "a WAV sound file"),
          known(0, "ID3", "an MP3 sound file"),
          known(0, "OggS", "an Ogg file"),
          known(0, "\32E\u00df\u00a3", "a Matroska or WebM video"),
          known(4, "moov", "a MOV video"),
          known(4, "mdat", "a MOV video"),
          known(0, "\u0093NUMPY", "a NumPy array"),
          known(0, "\u0089HDF", "an HDF5 file"),
          known(0, "\0\5\26\7", "macOS metadata (AppleDouble)"),
          known(0, "\0\0\0\1Bud1", "macOS metadata (.DS_Store)"),
          known(0, "\u00d0\u00cf\21\u00e0", "a Microsoft Office document or Thumbs.db"),
          known(0, "SQLite format 3", "an SQLite database"),
          known(0, "\177ELF", "a program"),
          known(0, "MZ", "a program"),
          known(0, "P1\n", "a PNM image"),
          known(0, "P2\n", "a PNM image"),
          known(0, "P3\n", "a PNM image"),
          known(0, "P4\n", "a PNM image"),
          known(0, "P5\n", "a PNM image"),
          known(0, "P6\n", "a PNM image"),
          known(0, "version https://git-lfs", "a Git LFS pointer (run git lfs pull)"));

  /** The brands of the ISO base media format, by their first characters, in order of preference. */
  private static final Map<String, String> BRANDS = new LinkedHashMap<>();

  static {
    BRANDS.put("avi", "an AVIF image");
    BRANDS.put("he", "a HEIC image");
    BRANDS.put("mif1", "a HEIF image");
    BRANDS.put("msf1", "a HEIF image");
    BRANDS.put("crx", RAW);
    BRANDS.put("jxl", "a JPEG XL image");
    BRANDS.put("jp", "a JPEG 2000 image");
    BRANDS.put("qt", "a MOV video");
    BRANDS.put("3g", "a 3GP video");
  }

  private record Known(FirstBytes bytes, String name) {}

  private OtherContent() {}

  private static Known known(int position, String bytes, String name) {
    return new Known(new FirstBytes(position, bytes), name);
  }

  /** Whether a file that begins as a TIFF file does is a camera's RAW file. */
  static boolean isRaw(byte[] start) {
    return CANON_RAW.match(start);
  }

  /**
   * @param file all of a file or its first {@link FirstBytes#LENGTH}
   * @return such as "an AVIF image", "plain text" or "an unknown kind of file"
   */
  static String describe(byte[] file) {
    byte[] start = Arrays.copyOf(file, Math.min(file.length, FirstBytes.LENGTH));
    if (start.length == 0) {
      return "an empty file";
    }
    if (MEDIA.match(start)) {
      return media(new String(start, StandardCharsets.ISO_8859_1));
    }
    return KNOWN.stream()
        .filter(known -> known.bytes().match(start))
        .map(Known::name)
        .findFirst()
        .orElseGet(() -> isZero(start) ? "a file of zero bytes" : words(start));
  }

  private static boolean isZero(byte[] start) {
    return Arrays.equals(start, new byte[start.length]);
  }

  /** The file's main brand and those that it is compatible with, of four characters each. */
  private static String media(String text) {
    int end = Math.min(text.length(), text.charAt(2) << 8 | text.charAt(3));
    List<String> brands =
        IntStream.iterate(8, at -> at + 4 <= end, at -> at + 4)
            .filter(at -> at != 12) // A version.
            .mapToObj(at -> text.substring(at, at + 4))
            .toList();
    return BRANDS.entrySet().stream()
        .filter(known -> brands.stream().anyMatch(brand -> brand.startsWith(known.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("an MP4 video");
  }

  private static String words(byte[] start) {
    String text = decoded(start).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html") || text.contains("<html")) {
      return "an HTML page";
    }
    if (text.startsWith("<svg") || (text.startsWith("<") && text.contains("<svg"))) {
      return "an SVG image";
    }
    if (text.startsWith("<?xml") || text.startsWith("<!doctype")) {
      return "an XML document";
    }
    if (!isText(text)) {
      return "an unknown kind of file";
    }
    return text.startsWith("{") || text.startsWith("[") ? "JSON text" : "plain text";
  }

  private static String decoded(byte[] start) {
    boolean little = start.length > 1 && start[0] == (byte) 0xff && start[1] == (byte) 0xfe;
    boolean big = start.length > 1 && start[0] == (byte) 0xfe && start[1] == (byte) 0xff;
    var charset = little || big ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    String text = new String(start, charset);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** The last character may be cut. */
  private static boolean isText(String text) {
    return text.codePoints()
        .limit(Math.max(1, text.length() - 1))
        .allMatch(c -> c != 0xfffd && (!Character.isISOControl(c) || Character.isWhitespace(c)));
  }
}
