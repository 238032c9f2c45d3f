package io.alexnet.ingest;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.alexnet.common.RgbImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The libjpeg-turbo that comes with the application, inside {@link Leptonica}, called through
 * libtiff or through Leptonica itself.
 *
 * <p>Both return errors where libjpeg's own functions would end the process. libtiff is nearly as
 * fast as libjpeg-turbo alone and counts warnings without printing them, but cannot reduce.
 * Leptonica spends half as long again on each pixel that it returns, and libjpeg-turbo prints its
 * first warning; so it reads only what libtiff does not.
 */
final class BundledTurbo implements TurboCarrier {
  /** Beyond these libtiff refuses progressive files. */
  private static final long MOST_STRIP_PIXELS = 16_000_000;

  private static final int MOST_STRIP_SCANS = 100;

  /**
   * RTLD_NOW, and on Linux RTLD_DEEPBIND: the names in this library, such as jpeg_read_header, are
   * neither given to other libraries nor taken from them.
   */
  private static final int OPEN_FLAGS = Platform.isLinux() ? 0x2 | 0x8 : 0x2;

  private final Leptonica library;

  private BundledTurbo(Leptonica library) {
    this.library = library;
  }

  /**
   * @throws LinkageError if there is none for this machine, or it cannot be loaded
   * @throws IOException if it cannot be unpacked
   */
  static BundledTurbo load() throws IOException {
    File file = Native.extractFromResourcePath(resource(), BundledTurbo.class.getClassLoader());
    try {
      Map<String, Object> options = Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS);
      Leptonica library = Native.load(file.getPath(), Leptonica.class, options);
      library.setMsgSeverity(Leptonica.SILENT);
      return new BundledTurbo(library);
    } finally {
      if (file.getName().startsWith("jna")) {
        // Unpacked from a jar. It stays mapped: nothing is left behind if the process is killed.
        Files.deleteIfExists(file.toPath());
      }
    }
  }

  private static String resource() {
    String name =
        switch (Platform.RESOURCE_PREFIX) {
          case "linux-x86-64" -> "linux-x86_64/libleptonica.so.6";
          case "linux-aarch64" -> "linux-arm64/libleptonica.so.6";
          case "darwin-x86-64" -> "macosx-x86_64/libleptonica.6.dylib";
          case "darwin-aarch64" -> "macosx-arm64/libleptonica.6.dylib";
          default -> throw new UnsatisfiedLinkError("none for " + Platform.RESOURCE_PREFIX);
        };
    return "/org/bytedeco/leptonica/" + name;
  }

  @Override
  public Optional<RgbImage> decode(
      byte[] file, PlainJpeg jpeg, int reduction, Function<PixelRows, RgbImage> use) {
    boolean strip =
        reduction == 1 && jpeg.pixels() <= MOST_STRIP_PIXELS && jpeg.scans() <= MOST_STRIP_SCANS;
    return strip ? strip(file, jpeg, use) : reduced(file, jpeg, reduction, use);
  }

  private Optional<RgbImage> strip(byte[] file, PlainJpeg jpeg, Function<PixelRows, RgbImage> use) {
    int rowBytes = jpeg.width() * jpeg.components();
    long bytes = (long) rowBytes * jpeg.height();
    try (JpegStrip strip = new JpegStrip(file, jpeg);
        Memory pixels = new Memory(bytes + PixelRows.MARGIN)) {
      return strip.decode(library, pixels, bytes)
          ? Optional.of(use.apply(new PixelRows(pixels, rowBytes, jpeg.components())))
          : Optional.empty();
    }
  }

  private Optional<RgbImage> reduced(
      byte[] file, PlainJpeg jpeg, int reduction, Function<PixelRows, RgbImage> use) {
    if (isCut(file)) {
      return Optional.empty();
    }
    IntByReference warnings = new IntByReference();
    try (Memory source = new Memory(file.length)) {
      source.write(0, file, 0, file.length);
      Pointer pix = library.pixReadMemJpeg(source, file.length, 0, reduction, warnings, 0);
      if (pix == null) {
        return Optional.empty();
      }
      try {
        return warnings.getValue() == 0 && isReduced(pix, jpeg, reduction)
            ? Optional.of(use.apply(rows(pix)))
            : Optional.empty();
      } finally {
        library.pixDestroy(new PointerByReference(pix));
      }
    }
  }

  /** Whether no end-of-image marker is in the second half, which every warning would be for. */
  private static boolean isCut(byte[] file) {
    for (int at = file.length - 2; at >= file.length / 2; at--) {
      if (file[at] == (byte) 0xff && file[at + 1] == (byte) 0xd9) {
        return false;
      }
    }
    return true;
  }

  private boolean isReduced(Pointer pix, PlainJpeg jpeg, int reduction) {
    return library.pixGetWidth(pix) == PlainJpeg.reduced(jpeg.width(), reduction)
        && library.pixGetHeight(pix) == PlainJpeg.reduced(jpeg.height(), reduction)
        && library.pixGetDepth(pix) == (jpeg.components() == 1 ? 8 : 32)
        && library.pixEndianByteSwap(pix) == 0;
  }

  private PixelRows rows(Pointer pix) {
    int rowBytes = library.pixGetWpl(pix) * Integer.BYTES;
    return new PixelRows(library.pixGetData(pix), rowBytes, library.pixGetDepth(pix) / 8);
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
