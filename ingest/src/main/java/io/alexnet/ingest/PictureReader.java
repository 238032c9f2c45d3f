package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A file's bytes to its first picture, at full size. */
final class PictureReader {
  private final ReadOptions options;

  PictureReader(ReadOptions options) {
    this.options = options;
  }

  /**
   * @throws IOException if the bytes are damaged, of no known kind or too large a picture; a
   *     reader's warning counts as damage, being the only sign that a file was cut short
   * @throws RuntimeException as readers do on hostile input
   */
  RgbImage read(byte[] file) throws IOException {
    if (file.length == 0) {
      throw new IIOException("empty file");
    }
    ImageFormat format =
        ImageFormat.of(file)
            .orElseThrow(() -> new IIOException("not a JPEG, PNG, GIF or BMP file"));
    if (format != ImageFormat.JPEG) {
      return decode(format, file, PictureReader::readColours);
    }
    JpegHeader header = new JpegHeader(file);
    RgbImage image =
        decode(
            format,
            header.withoutMetadata(),
            header.components() == 4
                ? reader -> CmykPixels.of(reader.readRaster(0, null), header.isYcck())
                : PictureReader::readColours);
    return options.applyExifOrientation()
        ? ExifOrientation.apply(image, header.orientation())
        : image;
  }

  private static RgbImage readColours(ImageReader reader) throws IOException {
    BufferedImage picture = reader.read(0);
    return Pixels.of(picture);
  }

  private interface Step {
    RgbImage read(ImageReader reader) throws IOException;
  }

  private RgbImage decode(ImageFormat format, byte[] file, Step step) throws IOException {
    ImageReader reader = format.newReader();
    AtomicReference<String> warning = new AtomicReference<>();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
      reader.setInput(stream, true, true);
      checkSize(reader.getWidth(0), reader.getHeight(0));
      RgbImage image = step.read(reader);
      if (warning.get() != null) {
        throw new IIOException("damaged: " + warning.get());
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private void checkSize(int width, int height) throws IOException {
    if (width < 1 || height < 1 || (long) width * height > options.maxPixels()) {
      throw new IIOException(
          "%d x %d pixels; 1 to %d are read".formatted(width, height, options.maxPixels()));
    }
  }
}
