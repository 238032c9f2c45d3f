package io.alexnet.ingest;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The native library that comes with the application: Leptonica of JavaCPP Presets, which holds
 * libtiff, libjpeg-turbo and libwebp. Unpacked and loaded once in a process.
 */
final class BundledLibrary {
  /**
   * RTLD_NOW, and on Linux RTLD_DEEPBIND: the names in this library, such as jpeg_read_header, are
   * neither given to other libraries nor taken from them.
   */
  private static final Map<String, Object> OPTIONS =
      Map.of(Library.OPTION_OPEN_FLAGS, Platform.isLinux() ? 0x2 | 0x8 : 0x2);

  private static @Nullable BundledLibrary loaded;

  private final String file;

  private BundledLibrary(String file) {
    this.file = file;
  }

  /**
   * @throws LinkageError if there is none for this machine, or it cannot be loaded
   * @throws IOException if it cannot be unpacked
   */
  static synchronized BundledLibrary load() throws IOException {
    if (loaded == null) {
      File file = Native.extractFromResourcePath(resource(), BundledLibrary.class.getClassLoader());
      try {
        NativeLibrary.getInstance(file.getPath(), OPTIONS);
        loaded = new BundledLibrary(file.getPath());
      } finally {
        if (file.getName().startsWith("jna")) {
          // Unpacked from a jar. It stays mapped: nothing is left if the process is killed.
          Files.deleteIfExists(file.toPath());
        }
      }
    }
    return loaded;
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

  /**
   * Binds the native methods of a class.
   *
   * @throws LinkageError if a function is missing
   */
  void register(Class<?> functions) {
    Native.register(functions, NativeLibrary.getInstance(file, OPTIONS));
  }

  /** Functions that JNA can only call through an interface. */
  <T extends Library> T bind(Class<T> functions) {
    return Native.load(file, functions, OPTIONS);
  }
}
