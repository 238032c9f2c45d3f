package io.alexnet.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An NVIDIA GPU as its driver describes it, asked before any CUDA library is loaded.
 *
 * @param name such as "NVIDIA A100-SXM4-40GB"
 * @param major first digit of the compute capability
 * @param minor second digit
 */
public record Gpu(String name, int major, int minor) {
  /**
   * Kernels in nd4j-cuda-11.6 1.0.0-M2.1, read from its binaries: 3.7 to 8.6 and no PTX, so 8.x is
   * the last family.
   */
  private static final int OLDEST = 37;

  private static final int NEWEST_FAMILY = 8;

  private static final Pattern LINE = Pattern.compile("(.+), *(\\d+)\\.(\\d)");

  /** Whether the CUDA build of this project has kernels it can run. */
  public boolean supported() {
    return 10 * major + minor >= OLDEST && major <= NEWEST_FAMILY;
  }

  /** One line: name, capability, whether it can run. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, compute capability %d.%d: %s",
        name,
        major,
        minor,
        supported()
            ? "supported by the CUDA build (3.7 to 8.9)"
            : "not supported, the CUDA build has kernels for 3.7 to 8.9 only; build without -Pcuda"
                + " to run on the CPU");
  }

  /** The first GPU the driver lists, or nothing if there is no driver or no GPU. */
  public static Optional<Gpu> first() {
    return query(List.of("nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader"));
  }

  static Optional<Gpu> query(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      // Its few lines fit the pipe, so that it can be waited for before it is read.
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return output.lines().findFirst().flatMap(Gpu::parse);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A line such as {@code NVIDIA A100-SXM4-40GB, 8.0}. */
  static Optional<Gpu> parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    return matcher.matches()
        ? Optional.of(
            new Gpu(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }
}
