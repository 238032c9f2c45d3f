package io.alexnet.ingest;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The system's libturbojpeg: the three of its functions that are used, by the names they have had
 * since its version 1.2. What they do stands in turbojpeg.h.
 */
final class SystemTurbo implements TurboCarrier {
  /** TJPF_RGB and TJPF_GRAY. */
  private static final int RGB = 0;

  private static final int GREY = 6;

  private final NativeLibrary library;

  private SystemTurbo(NativeLibrary library) {
    this.library = library;
  }

  /**
   * @throws LinkageError if it is not installed
   */
  static SystemTurbo load() {
    NativeLibrary library = NativeLibrary.getInstance("turbojpeg");
    Native.register(SystemTurbo.class, library);
    return new SystemTurbo(library);
  }

  @Override
  public Optional<RgbImage> decode(
      byte[] file, PlainJpeg jpeg, int reduction, Function<PixelRows, RgbImage> use) {
    int width = PlainJpeg.reduced(jpeg.width(), reduction);
    int height = PlainJpeg.reduced(jpeg.height(), reduction);
    int rowBytes = width * jpeg.components();
    try (Memory source = new Memory(file.length);
        Memory pixels = new Memory((long) rowBytes * height + PixelRows.MARGIN)) {
      source.write(0, file, 0, file.length);
      return decode(source, pixels, width, rowBytes, height, jpeg.components() == 1 ? GREY : RGB)
          ? Optional.of(use.apply(new PixelRows(pixels, rowBytes, jpeg.components())))
          : Optional.empty();
    }
  }

  private static boolean decode(
      Memory jpeg, Memory pixels, int width, int rowBytes, int height, int format) {
    Pointer decoder = tjInitDecompress();
    if (decoder == null) {
      throw new OutOfMemoryError("no native memory for libjpeg-turbo");
    }
    try {
      NativeLong bytes = new NativeLong(jpeg.size());
      return tjDecompress2(decoder, jpeg, bytes, pixels, width, rowBytes, height, format, 0) == 0;
    } finally {
      tjDestroy(decoder);
    }
  }

  @Override
  public String describe() {
    return "libjpeg-turbo %s (%s)".formatted(version(), file());
  }

  /** The library does not tell: each major version brought functions of its own. */
  private String version() {
    return has("tj3Init") ? "3" : has("tjGetErrorCode") ? "2" : "1";
  }

  private boolean has(String function) {
    try {
      library.getFunction(function);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private Path file() {
    Path file = library.getFile().toPath();
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  /** Null if there is no memory. */
  private static native @Nullable Pointer tjInitDecompress();

  /** 0 if there was neither an error nor a warning. */
  private static native int tjDecompress2(
      Pointer handle,
      Pointer jpeg,
      NativeLong jpegBytes,
      Pointer pixels,
      int width,
      int rowBytes,
      int height,
      int pixelFormat,
      int flags);

  private static native int tjDestroy(Pointer handle);
}
