package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system that a test needs. */
final class Installed {
  private Installed() {}

  private static boolean has(String program) {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /**
   * Skips the test where a program is missing, with a line that names it; where CI is set the test
   * fails.
   *
   * @param debianPackage that brings it
   */
  static void require(String program, String debianPackage) {
    if (!has(program)) {
      String missing =
          "%s is not installed (Debian: apt-get install %s)".formatted(program, debianPackage);
      if ("true".equals(System.getenv("CI"))) {
        fail(missing);
      }
      System.out.println("SKIPPED: " + missing);
      Assumptions.abort(missing);
    }
  }

  /**
   * Runs it, and holds it to succeed.
   *
   * @return what it said
   */
  static String run(ProcessBuilder program) throws IOException, InterruptedException {
    Process process = program.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", program.command(), words).isZero();
    return words;
  }
}
