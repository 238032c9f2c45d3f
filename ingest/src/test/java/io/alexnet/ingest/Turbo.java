package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Whether tests of libjpeg-turbo can run. */
final class Turbo {
  private Turbo() {}

  /** Skips a test where libjpeg-turbo is not installed; fails it in continuous integration. */
  static void require() {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(JpegDecoder.TURBO.isPresent()).as(JpegDecoder.INSTALL).isTrue();
    }
    assumeTrue(JpegDecoder.TURBO.isPresent(), JpegDecoder.INSTALL);
  }
}
