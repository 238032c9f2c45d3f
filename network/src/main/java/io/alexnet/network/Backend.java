package io.alexnet.network;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arithmetic library this process runs on.
 *
 * @param name such as "nd4j-native (CPU)"
 * @param oneDnn whether convolutions reach oneDNN's kernels
 * @param threads that its arithmetic uses
 * @param gpu that it runs on, in a CUDA build
 */
public record Backend(String name, boolean oneDnn, int threads, Optional<Gpu> gpu) {
  private static final String CUDA_MARKER = "org/nd4j/linalg/jcublas/JCublasBackend.class";

  /**
   * Loads the library, the first time for some seconds, and asks it.
   *
   * @throws UserException if the library cannot be unpacked or loaded; in a CUDA build, if there is
   *     no GPU that its kernels run on
   */
  public static Backend load() {
    Optional<Gpu> gpu = isCudaBuild() ? Optional.of(usableGpu()) : Optional.empty();
    boolean cpu = isCpu();
    boolean oneDnn =
        cpu
            && Nd4j.getEnvironment().helpersAllowed()
            && Nd4j.getBackend().buildInfo().contains("HAVE_ONEDNN");
    String name = cpu ? "nd4j-native (CPU)" : "nd4j-cuda (GPU)";
    return new Backend(name, oneDnn, Nd4j.getEnvironment().maxThreads(), gpu);
  }

  /** Whether this is the build of the Maven profile {@code cuda}. Loads nothing. */
  public static boolean isCudaBuild() {
    return Backend.class.getClassLoader().getResource(CUDA_MARKER) != null;
  }

  private static Gpu usableGpu() {
    Gpu gpu =
        Gpu.first()
            .orElseThrow(
                () ->
                    new UserException(
                        "this is the CUDA build, and no NVIDIA GPU answers (nvidia-smi); build"
                            + " without -Pcuda to run on the CPU"));
    if (!gpu.supported()) {
      throw new UserException(gpu.describe());
    }
    return gpu;
  }

  /** Version of ND4J and Deeplearning4j, such as 1.0.0-M2.1. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }

  /** Whether arrays live in host memory. */
  static boolean isCpu() {
    return Holder.LOADED.isCpu();
  }

  /** The result of loading the library, once for the process. */
  private record Loaded(boolean cpu, Optional<UserException> failure) {
    static Loaded now() {
      try {
        String executioner = Nd4j.getExecutioner().getClass().getSimpleName();
        return new Loaded(executioner.startsWith("Native"), Optional.empty());
      } catch (LinkageError e) {
        return new Loaded(false, Optional.of(NativeLibraries.unusable(e)));
      }
    }

    boolean isCpu() {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return cpu;
    }
  }

  private static final class Holder {
    static final Loaded LOADED = Loaded.now();
  }
}
