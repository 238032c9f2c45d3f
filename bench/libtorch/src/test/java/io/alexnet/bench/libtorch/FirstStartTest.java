package io.alexnet.bench.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before anything is unpacked, beside another version of PyTorch that the system may have. */
class FirstStartTest {
  @TempDir private Path cache;

  /** The program that is started. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException {
      NativeLibraries.unpack();
      torch.set_num_threads(1);
      System.out.println("threads: " + torch.get_num_threads());
    }
  }

  @Test
  void loadsItsOwnLibraries() throws Exception {
    Path out = cache.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-XX:ErrorFile=" + cache.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(out).content().contains("threads: 1");
    } finally {
      process.destroyForcibly();
    }
  }
}
