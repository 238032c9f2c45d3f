package io.alexnet.ingest;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The system's libturbojpeg: the three of its functions that are used, by the names they have had
 * since its version 1.2. What they do stands in turbojpeg.h.
 */
final class TurboLibrary {
  /** TJPF_RGBX or TJPF_XBGR: red is the lowest byte of an int, then green and blue. */
  static final int PIXEL_FORMAT = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 2 : 4;

  private static final @Nullable NativeLibrary LIBRARY = load();

  private TurboLibrary() {}

  private static @Nullable NativeLibrary load() {
    try {
      NativeLibrary library = NativeLibrary.getInstance("turbojpeg");
      Native.register(TurboLibrary.class, library);
      return library;
    } catch (LinkageError e) {
      // Not installed; or there is no place where JNA could unpack its own library.
      return null;
    }
  }

  static boolean isPresent() {
    return LIBRARY != null;
  }

  /** Such as "libjpeg-turbo 2 (/usr/lib/x86_64-linux-gnu/libturbojpeg.so.0.2.0)". */
  static String describe() {
    if (LIBRARY == null) {
      throw new IllegalStateException("libturbojpeg is not present");
    }
    return "libjpeg-turbo %s (%s)".formatted(version(LIBRARY), file(LIBRARY));
  }

  /** The library does not tell: each major version brought functions of its own. */
  private static String version(NativeLibrary library) {
    return has(library, "tj3Init") ? "3" : has(library, "tjGetErrorCode") ? "2" : "1";
  }

  private static boolean has(NativeLibrary library, String function) {
    try {
      library.getFunction(function);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private static Path file(NativeLibrary library) {
    Path file = library.getFile().toPath();
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  /** Null if there is no memory. */
  static native @Nullable Pointer tjInitDecompress();

  /** 0 if there was neither an error nor a warning. */
  static native int tjDecompress2(
      Pointer handle,
      Pointer jpeg,
      NativeLong jpegBytes,
      Pointer pixels,
      int width,
      int rowBytes,
      int height,
      int pixelFormat,
      int flags);

  static native int tjDestroy(Pointer handle);
}
