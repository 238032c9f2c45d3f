package io.alexnet.bench.libtorch;

import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** PyTorch's native libraries as files. */
final class NativeLibraries {
  /** The base names of the libraries that libtorch's other ones need. */
  private static final List<String> NEEDED = List.of("c10", "torch_cpu");

  private NativeLibraries() {}

  /**
   * Unpacks them into JavaCPP's cache. Call this before a class of {@code org.bytedeco.pytorch}
   * loads.
   *
   * <p>JavaCPP unpacks and loads one library after the other. If a needed one is not there yet, the
   * system's loader takes the one that Debian's libtorch installed, whose version is another, and
   * the process crashes.
   *
   * @throws IllegalStateException if the class path lacks a library for this platform
   */
  static void unpack() throws IOException {
    String folder = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/";
    for (String name : NEEDED) {
      String resource = folder + System.mapLibraryName(name);
      if (Loader.cacheResource(NativeLibraries.class, resource) == null) {
        throw new IllegalStateException("the class path lacks " + resource);
      }
    }
  }
}
