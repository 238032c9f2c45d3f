package io.alexnet.ingest;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** The kinds of files that are read, told by their first bytes and never by their name. */
final class ImageFormat {
  static final ImageFormat JPEG = new ImageFormat("jpeg", "com.twelvemonkeys.", 0xff, 0xd8, 0xff);
  static final ImageFormat PNG =
      new ImageFormat("png", "com.sun.imageio.", 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
  static final ImageFormat GIF = new ImageFormat("gif", "com.sun.imageio.", 'G', 'I', 'F', '8');
  static final ImageFormat BMP = new ImageFormat("bmp", "com.sun.imageio.", 'B', 'M');

  private static final List<ImageFormat> ALL = List.of(JPEG, PNG, GIF, BMP);

  private final ImageReaderSpi provider;
  private final int[] magic;

  private ImageFormat(String name, String readerPackage, int... magic) {
    this.provider = provider(name, readerPackage);
    this.magic = magic;
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

  static Optional<ImageFormat> of(byte[] file) {
    for (ImageFormat format : ALL) {
      if (format.matches(file)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  private boolean matches(byte[] file) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= file.length || (file[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** A fresh reader; the caller disposes of it. */
  ImageReader newReader() throws IOException {
    return provider.createReaderInstance();
  }
}
