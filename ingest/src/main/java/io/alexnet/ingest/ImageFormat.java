package io.alexnet.ingest;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** A format that is read. The first bytes of a file decide, never its name. */
final class ImageFormat {
  /** For a message about a file of another kind. */
  static final String READ = "JPEG, PNG, GIF, BMP, WebP and TIFF images are read";

  private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";
  private static final String JDK = "com.sun.imageio.";

  static final ImageFormat JPEG = new ImageFormat("JPEG", TWELVE_MONKEYS, "\u00ff\u00d8");

  /** For JPEG files whose tables TwelveMonkeys makes coarser. */
  static final ImageFormat JPEG_OF_JDK = new ImageFormat("JPEG", JDK, "\u00ff\u00d8");

  static final ImageFormat PNG = new ImageFormat("PNG", JDK, "\u0089PNG\r\n\32\n");
  static final ImageFormat GIF = new ImageFormat("GIF", JDK, "GIF8");
  static final ImageFormat BMP = new ImageFormat("BMP", JDK, "BM");
  static final ImageFormat WEBP = new ImageFormat("WebP", TWELVE_MONKEYS, "RIFF????WEBP");
  static final ImageFormat TIFF = new ImageFormat("TIFF", TWELVE_MONKEYS, "II*\0", "MM\0*");

  private static final List<ImageFormat> ALL = List.of(JPEG, PNG, GIF, BMP, WEBP, TIFF);

  private final String name;
  private final ImageReaderSpi provider;
  private final List<FirstBytes> starts;

  private ImageFormat(String name, String readerPackage, String... starts) {
    this.name = name;
    this.provider = provider(name, readerPackage);
    this.starts = List.of(starts).stream().map(FirstBytes::new).toList();
  }

  private static ImageReaderSpi provider(String name, String readerPackage) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith(readerPackage)) {
        return reader.getOriginatingProvider();
      }
    }
    throw new IllegalStateException(
        "no %s reader from %s* on the class path: was META-INF/services lost in packaging?"
            .formatted(name, readerPackage));
  }

  /**
   * @param start all of a file or its first {@link FirstBytes#LENGTH}
   * @return empty for other formats, and for camera RAW files that begin as TIFF files do
   */
  static Optional<ImageFormat> of(byte[] start) {
    for (ImageFormat format : ALL) {
      if (format.starts.stream().anyMatch(bytes -> bytes.match(start))) {
        return OtherContent.isRaw(start) ? Optional.empty() : Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * Names the content of a file for a person, such as "a WebP image" or "an HTML page".
   *
   * @param start all of a file or its first {@link FirstBytes#LENGTH}
   */
  static String describe(byte[] start) {
    return of(start).map("a %s image"::formatted).orElseGet(() -> OtherContent.describe(start));
  }

  /** A fresh reader; the caller disposes of it. */
  ImageReader newReader() throws IOException {
    return provider.createReaderInstance();
  }

  @Override
  public String toString() {
    return name;
  }
}
