package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;

/** A file's bytes to its first picture, at full size. */
final class PictureReader {
  /** Of JPEG and GIF files anyway; readers of the others hold several rows at a time. */
  private static final int LONGEST_SIDE = 65_535;

  /** What a pixel counts for of which readers need twice the usual memory, or more. */
  private static final int HEAVY = 2;

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
    RgbImage stored = readStored(file);
    return options.applyExifOrientation()
        ? ExifOrientation.apply(stored, ExifOrientation.of(file))
        : stored;
  }

  private RgbImage readStored(byte[] file) throws IOException {
    if (file.length == 0) {
      throw new IIOException("empty file");
    }
    ImageFormat format =
        ImageFormat.of(file)
            .orElseThrow(
                () -> new IIOException(ImageFormat.describe(file) + "; " + ImageFormat.READ));
    if (format == ImageFormat.JPEG) {
      return readJpeg(file);
    }
    if (format == ImageFormat.PNG) {
      int weight = PngChunks.isHeavy(file) ? HEAVY : 1;
      return decode(format, PngChunks.withoutMetadata(file), weight, PictureReader::readColours);
    }
    if (format == ImageFormat.GIF) {
      return readGif(file);
    }
    if (format == ImageFormat.BMP) {
      return decode(format, BmpHeader.understood(file), 1, PictureReader::readColours);
    }
    if (format == ImageFormat.WEBP && WebpChunks.lossy(file).isPresent()) {
      return readLossyWebp(file, WebpChunks.lossy(file).get());
    }
    Excerpt whole = new Excerpt(file);
    whole.add(0, file.length);
    return decode(format, whole, HEAVY, PictureReader::readColours);
  }

  private RgbImage readLossyWebp(byte[] file, WebpChunks.Lossy image) throws IOException {
    checkSize(image.width(), image.height(), options.maxPixels() / HEAVY);
    if (!WebpLibrary.isPresent()) {
      throw new IIOException("a lossy WebP image; libwebp, which reads it, is not installed");
    }
    if (image.to() > file.length) {
      throw new IIOException("damaged: the file ends before the image does");
    }
    byte[] bitstream = Arrays.copyOfRange(file, image.from(), (int) image.to());
    return WebpLibrary.decode(bitstream, image.width(), image.height())
        .orElseThrow(() -> new IIOException("damaged: libwebp cannot decode it"));
  }

  private RgbImage readGif(byte[] file) throws IOException {
    GifBlocks gif = new GifBlocks(file);
    checkSize(gif.width(), gif.height(), options.maxPixels());
    return decode(
        ImageFormat.GIF, gif.firstImage(), 1, reader -> gif.onCanvas(reader.read(0).getRaster()));
  }

  private RgbImage readJpeg(byte[] file) throws IOException {
    JpegHeader header = JpegHeader.of(file);
    JpegFrame frame = header.frame();
    checkSize(frame.width(), frame.height(), options.maxPixels() / weight(frame));
    checkScans(header);
    return new JpegReader(file, header).read();
  }

  private static int weight(JpegFrame frame) {
    return frame.components().size() == 4 ? HEAVY : 1;
  }

  private static void checkScans(JpegHeader header) throws IOException {
    if (JpegScans.areTooMany(header.scans(), header.frame().pixels())) {
      throw new IIOException(
          "%d scans of %d pixels take too long".formatted(header.scans(), header.frame().pixels()));
    }
  }

  /** An image that is larger than the options let it be held. */
  private RgbImage readLargeJpeg(byte[] file, JpegHeader header, int side) throws IOException {
    JpegFrame frame = header.frame();
    checkSize(frame.width(), frame.height(), options.maxJpegPixels(frame.isProgressive()));
    checkScans(header);
    long strip = options.maxPixels() / weight(frame);
    RgbImage square = new LargeJpeg(new JpegReader(file, header), frame, strip).toSquare(side);
    return options.applyExifOrientation()
        ? ExifOrientation.apply(square, header.orientation())
        : square;
  }

  private static RgbImage readColours(ImageReader reader) throws IOException {
    BufferedImage picture = reader.read(0);
    return Pixels.of(picture);
  }

  /**
   * As {@link #read(byte[])}, but JPEG images that are too large to be held come as squares.
   *
   * @param side of such a square
   */
  RgbImage read(byte[] file, int side) throws IOException {
    if (ImageFormat.of(file).filter(ImageFormat.JPEG::equals).isPresent()) {
      JpegHeader header = JpegHeader.of(file);
      JpegFrame frame = header.frame();
      if (frame.pixels() > options.maxPixels() / weight(frame)) {
        return readLargeJpeg(file, header, side);
      }
    }
    return read(file);
  }

  private interface Step {
    RgbImage read(ImageReader reader) throws IOException;
  }

  private RgbImage decode(ImageFormat format, Excerpt file, int weight, Step step)
      throws IOException {
    ImageReader reader = format.newReader();
    AtomicReference<String> warning = new AtomicReference<>();
    try (file) {
      reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
      reader.setInput(file, true, true);
      checkSize(reader.getWidth(0), reader.getHeight(0), options.maxPixels() / weight);
      RgbImage image = step.read(reader);
      if (warning.get() != null) {
        throw new IIOException("damaged: " + warning.get());
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private static void checkSize(int width, int height, long most) throws IOException {
    long pixels = (long) width * height;
    if (pixels > most) {
      throw new IIOException(
          "%d x %d pixels; at most %d are read, see --max-pixels".formatted(width, height, most));
    }
    if (width < 1 || height < 1) {
      throw new IIOException("%d x %d pixels".formatted(width, height));
    }
    if (Math.max(width, height) > LONGEST_SIDE) {
      throw new IIOException(
          "%d x %d pixels; sides up to %d are read".formatted(width, height, LONGEST_SIDE));
    }
  }
}
