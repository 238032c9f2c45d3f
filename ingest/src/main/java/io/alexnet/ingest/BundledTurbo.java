package io.alexnet.ingest;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The libjpeg-turbo that comes with the application, inside {@link Leptonica}, called through
 * libtiff or through Leptonica itself.
 *
 * <p>Both return errors where libjpeg's own functions would end the process. libtiff is nearly as
 * fast as libjpeg-turbo alone and counts warnings without printing them, but cannot reduce.
 * Leptonica can, but overlooks warnings about the last bytes and lets libjpeg-turbo print others.
 * So libtiff judges every file, and Leptonica decodes those that are to be reduced again.
 */
final class BundledTurbo implements TurboCarrier {
  /** Every worker may hold an image of this size: 67 megapixels in colour. */
  private static final long MOST_BYTES = 200_000_000;

  private final Leptonica.Variadic variadic;

  private BundledTurbo(Leptonica.Variadic variadic) {
    this.variadic = variadic;
  }

  /**
   * @throws LinkageError if there is none for this machine, or it cannot be loaded
   * @throws IOException if it cannot be unpacked
   */
  static BundledTurbo load() throws IOException {
    BundledLibrary library = BundledLibrary.load();
    library.register(Leptonica.class);
    Leptonica.setMsgSeverity(Leptonica.SILENT);
    return new BundledTurbo(library.bind(Leptonica.Variadic.class));
  }

  @Override
  public Optional<RgbImage> decode(
      byte[] file, PlainJpeg jpeg, int reduction, Function<PixelRows, RgbImage> use) {
    int rowBytes = jpeg.width() * jpeg.components();
    long bytes = (long) rowBytes * jpeg.height();
    if (bytes > MOST_BYTES) {
      return Optional.empty();
    }
    try (JpegStrip strip = new JpegStrip(file, jpeg);
        Memory pixels = new Memory(bytes + PixelRows.MARGIN)) {
      if (!strip.decode(variadic, pixels, bytes)) {
        return Optional.empty();
      }
      if (reduction == 1) {
        return Optional.of(use.apply(new PixelRows(pixels, rowBytes, jpeg.components())));
      }
    }
    return reduced(file, jpeg, reduction, use);
  }

  private static Optional<RgbImage> reduced(
      byte[] file, PlainJpeg jpeg, int reduction, Function<PixelRows, RgbImage> use) {
    IntByReference warnings = new IntByReference();
    try (Memory source = new Memory(file.length)) {
      source.write(0, file, 0, file.length);
      Pointer pix = Leptonica.pixReadMemJpeg(source, file.length, 0, reduction, warnings, 0);
      if (pix == null) {
        return Optional.empty();
      }
      try {
        return warnings.getValue() == 0 && isReduced(pix, jpeg, reduction)
            ? Optional.of(use.apply(rows(pix)))
            : Optional.empty();
      } finally {
        Leptonica.pixDestroy(new PointerByReference(pix));
      }
    }
  }

  private static boolean isReduced(Pointer pix, PlainJpeg jpeg, int reduction) {
    return Leptonica.pixGetWidth(pix) == PlainJpeg.reduced(jpeg.width(), reduction)
        && Leptonica.pixGetHeight(pix) == PlainJpeg.reduced(jpeg.height(), reduction)
        && Leptonica.pixGetDepth(pix) == (jpeg.components() == 1 ? 8 : 32)
        && Leptonica.pixEndianByteSwap(pix) == 0;
  }

  private static PixelRows rows(Pointer pix) {
    int rowBytes = Leptonica.pixGetWpl(pix) * Integer.BYTES;
    return new PixelRows(Leptonica.pixGetData(pix), rowBytes, Leptonica.pixGetDepth(pix) / 8);
  }

  /**
   * @throws OutOfMemoryError if there is none
   */
  static Pointer allocated(@Nullable Pointer memory) {
    if (memory == null) {
      throw new OutOfMemoryError("no native memory for libjpeg-turbo");
    }
    return memory;
  }

  @Override
  public String describe() {
    return "libjpeg-turbo 3 (bundled)";
  }
}
