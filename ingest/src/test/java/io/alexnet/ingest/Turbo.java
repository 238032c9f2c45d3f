package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies of libjpeg-turbo that tests can run on. */
final class Turbo {
  private static final Optional<TurboCarrier> SYSTEM = new TurboLibrary("system").found();
  private static final TurboLibrary BUNDLED = new TurboLibrary("bundled");

  private Turbo() {}

  /** Skips a test on a platform without libjpeg-turbo; fails it in continuous integration. */
  static void require() {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(JpegDecoder.TURBO.absence()).isEmpty();
    }
    assumeTrue(JpegDecoder.TURBO.isPresent(), JpegDecoder.TURBO.absence());
  }

  /** The bundled one, and the system's if it is installed; skips as {@link #require()} does. */
  static List<TurboCarrier> carriers() {
    require();
    List<TurboCarrier> carriers = new ArrayList<>();
    BUNDLED.found().ifPresent(carriers::add);
    SYSTEM.ifPresent(carriers::add);
    return carriers;
  }
}
