package io.alexnet.network;

import java.util.Objects;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arithmetic library this process runs on.
 *
 * @param name such as "nd4j-native (CPU)"
 * @param oneDnn whether convolutions reach oneDNN's kernels
 * @param threads that its arithmetic uses
 */
public record Backend(String name, boolean oneDnn, int threads) {

  /** Loads the library, the first time for some seconds, and asks it. */
  public static Backend load() {
    Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
    boolean cpu = isCpu();
    boolean helpers = cpu && Nd4j.getEnvironment().helpersAllowed() && isOneDnnBuild();
    int threads = Nd4j.getEnvironment().maxThreads();
    return new Backend(
        "nd4j " + (cpu ? "native (CPU, " : "CUDA (") + environment.getProperty("os") + ")",
        helpers,
        threads);
  }

  /** Whether arrays live in host memory. */
  static boolean isCpu() {
    return Holder.CPU;
  }

  private static boolean isOneDnnBuild() {
    return Objects.requireNonNullElse(Nd4j.getBackend().buildInfo(), "").contains("ONEDNN");
  }

  static String platform() {
    return Loader.getPlatform();
  }

  private static final class Holder {
    static final boolean CPU =
        Nd4j.getExecutioner().getClass().getSimpleName().startsWith("Native");
  }
}
