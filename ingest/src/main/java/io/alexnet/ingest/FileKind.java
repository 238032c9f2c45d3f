package io.alexnet.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether a file is meant for an image: by its ending, and without a known one by its content. */
final class FileKind {
  static final String ENDINGS = ".jpg, .jpeg, .png, .gif, .bmp, .webp or .tif";

  private static final Set<String> IMAGES =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "jif", "png", "gif", "bmp", "dib", "webp", "tif", "tiff");

  /** Downloads under way, copies that editors keep, thumbnails of films: images, but not data. */
  private static final Set<String> NEVER =
      Set.of("part", "crdownload", "download", "tmp", "bak", "thm");

  /** Lengths of the header behind the 14 bytes that begin with "BM". */
  private static final Set<Integer> BMP_HEADERS = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

  private FileKind() {}

  /** Whether the ending says so, in any letter case. */
  static boolean isImageName(String name) {
    return IMAGES.contains(ending(name));
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a file without a known ending begins as an image does that can be read.
   *
   * @param file regular
   */
  static boolean isImageInside(Path file, String name) throws IOException {
    if (NEVER.contains(ending(name)) || name.endsWith("~")) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(FirstBytes.LENGTH);
      Optional<ImageFormat> format = ImageFormat.of(start);
      return format.isPresent() && (format.get() != ImageFormat.BMP || isBmp(start));
    }
  }

  /** Two letters are too few to know a BMP file by. */
  private static boolean isBmp(byte[] start) {
    return start.length >= 18
        && BMP_HEADERS.contains(ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(14));
  }
}
