package io.alexnet.ingest;

import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Reason;
import io.alexnet.common.RgbImage;
import io.alexnet.common.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Function;

/**
 * Image files to RGB. A file that cannot be read is a value, {@link Decoded.Rejected}: only running
 * out of memory and being interrupted are exceptions. Stateless; safe on any number of threads.
 *
 * <p>Reads JPEG (baseline and progressive; grey, RGB, CMYK and YCCK), PNG, GIF (first frame on its
 * canvas), BMP, WebP (first frame) and TIFF (first page), known by content. Colour profiles are
 * ignored, alpha is dropped, damaged files are rejected even where a part of the picture could be
 * shown.
 *
 * <p>What would take long or much memory is told by its header and rejected before it is decoded:
 * whatever a file holds, 512 MB of heap and some seconds are enough for it.
 */
public final class Decoder {
  static final int MAX_FILE_BYTES = 64 << 20;

  private static final String DAMAGED = "damaged: the reader cannot make sense of it";
  private static final String TOO_LARGE = "larger than %d MB".formatted(MAX_FILE_BYTES >> 20);

  private Decoder() {}

  /** Class name of the JPEG reader in use, always TwelveMonkeys'. */
  public static String jpegReaderClass() {
    try {
      return ImageFormat.JPEG.newReader().getClass().getName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A file at its own size, decoded by {@link JpegDecoder#JAVA} whatever the options say.
   *
   * @throws UncheckedIOException if the thread is interrupted while it reads
   */
  public static Decoded decode(Path file, ReadOptions options) {
    PipelineMeter meter = PipelineMeter.UNREAD;
    return settled(() -> read(file, bytes -> decode(bytes, options), meter), meter);
  }

  /**
   * A file with its shorter side rescaled to {@code side} and the middle square cut out.
   *
   * @param side of the result, at least 1
   * @throws UncheckedIOException if the thread is interrupted while it reads
   */
  public static Decoded decode(Path file, int side, ReadOptions options) {
    return decode(file, side, options, PipelineMeter.UNREAD);
  }

  /**
   * As {@link #decode(Path, int, ReadOptions)}.
   *
   * @param meter counts the time and whether the image was left unturned
   */
  public static Decoded decode(Path file, int side, ReadOptions options, PipelineMeter meter) {
    return settled(() -> attempt(file, side, options, meter), meter);
  }

  /**
   * The same, with a failed input as an exception: the file may be sound and its drive away.
   *
   * @throws IOException if the file cannot be read; {@code meter} has not heard of it
   */
  static Decoded attempt(Path file, int side, ReadOptions options, PipelineMeter meter)
      throws IOException {
    return read(file, bytes -> decode(bytes, side, options, meter), meter);
  }

  private static Decoded settled(Outage.Attempt attempt, PipelineMeter meter) {
    try {
      return attempt.read();
    } catch (ClosedByInterruptException e) {
      throw new UncheckedIOException("interrupted", e);
    } catch (IOException e) {
      return unreadable(meter, Reason.of(e));
    }
  }

  private static Decoded read(Path file, Function<byte[], Decoded> decode, PipelineMeter meter)
      throws IOException {
    long begun = System.nanoTime();
    // Before it is opened: that of a pipe would wait for a writer, and of a device do harm.
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      return unreadable(meter, "not a regular file");
    }
    if (attributes.size() == 0) {
      return unreadable(meter, "empty file");
    }
    if (attributes.size() > MAX_FILE_BYTES) {
      return unreadable(meter, TOO_LARGE);
    }
    byte[] bytes = bytes(file, (int) attributes.size());
    meter.passed(Stage.READ, begun);
    return decode.apply(bytes);
  }

  private static Decoded unreadable(PipelineMeter meter, String reason) {
    meter.rejected(Stage.READ);
    return new Decoded.Rejected(reason);
  }

  /**
   * A file that is in memory, with its shorter side rescaled to {@code side} and the middle square
   * cut out.
   *
   * @param side of the result, at least 1
   */
  public static Decoded decode(byte[] file, int side, ReadOptions options) {
    return decode(file, side, options, PipelineMeter.UNREAD);
  }

  private static Decoded decode(byte[] file, int side, ReadOptions options, PipelineMeter meter) {
    long begun = System.nanoTime();
    Optional<RgbImage> quick =
        options.decoder() == JpegDecoder.TURBO && file.length <= MAX_FILE_BYTES
            ? TurboLibrary.carrier()
                .flatMap(carrier -> new TurboReader(carrier).readSquare(file, side, options))
            : Optional.empty();
    if (quick.isPresent()) {
      // Which rescales as it decodes.
      meter.passed(Stage.DECODE, begun);
      countUnturned(file, options, meter);
      return new Decoded.Ok(quick.get());
    }
    Decoded decoded = attempt(file, () -> new PictureReader(options).read(file, side));
    long done = meter.passed(Stage.DECODE, begun);
    if (!(decoded instanceof Decoded.Ok ok)) {
      meter.rejected(Stage.DECODE);
      return decoded;
    }
    countUnturned(file, options, meter);
    RgbImage rescaled = Rescale.toSquare(ok.image(), side);
    meter.passed(Stage.RESCALE, done);
    return new Decoded.Ok(rescaled);
  }

  private static void countUnturned(byte[] file, ReadOptions options, PipelineMeter meter) {
    boolean wanted = meter != PipelineMeter.UNREAD && !options.applyExifOrientation();
    if (wanted && ExifOrientation.of(file) != ExifOrientation.UPRIGHT) {
      meter.unturned(1);
    }
  }

  static Decoded decode(byte[] file, ReadOptions options) {
    return attempt(file, () -> new PictureReader(options).read(file));
  }

  private interface Read {
    RgbImage read() throws IOException;
  }

  private static Decoded attempt(byte[] file, Read read) {
    if (file.length > MAX_FILE_BYTES) {
      return new Decoded.Rejected(TOO_LARGE);
    }
    try {
      return new Decoded.Ok(read.read());
    } catch (IOException e) {
      return new Decoded.Rejected(reason(e));
    } catch (RuntimeException | StackOverflowError e) {
      // Hostile files make readers throw nearly anything unchecked.
      return new Decoded.Rejected(DAMAGED);
    }
  }

  /** Returns the message of a reader, or a general one if it has none. */
  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? DAMAGED : OneLine.of(message);
  }

  /** Whatever grows the file meanwhile, no more than it had; less if it shrinks. */
  private static byte[] bytes(Path file, int size) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(size);
    }
  }
}
