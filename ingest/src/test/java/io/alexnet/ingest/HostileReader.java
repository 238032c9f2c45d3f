package io.alexnet.ingest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A reader of hostile files: a decoder, and the copy of libjpeg-turbo that it uses. */
enum HostileReader {
  JAVA(JpegDecoder.JAVA, "none"),
  SYSTEM(JpegDecoder.TURBO, "system"),
  BUNDLED(JpegDecoder.TURBO, "bundled");

  private final JpegDecoder decoder;
  private final String turbo;

  HostileReader(JpegDecoder decoder, String turbo) {
    this.decoder = decoder;
    this.turbo = turbo;
  }

  JpegDecoder decoder() {
    return decoder;
  }

  /** The value of the system property {@code alexnet.turbo}. */
  String turbo() {
    return turbo;
  }

  /** Skips a test where the copy is not installed. */
  void require() {
    if (decoder == JpegDecoder.TURBO) {
      TurboLibrary library = new TurboLibrary(turbo);
      assumeTrue(library.found().isPresent(), library.reason());
    }
  }
}
