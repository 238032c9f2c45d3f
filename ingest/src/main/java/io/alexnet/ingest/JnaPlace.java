package io.alexnet.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory into which JNA unpacks its own library. */
final class JnaPlace {
  private JnaPlace() {}

  /**
   * To be asked before JNA is: where it has no place it logs a stack trace. It has other places on
   * some systems, but fails to clear them without this one.
   *
   * @throws IOException if nothing can be written there
   */
  static void require() throws IOException {
    String named = System.getProperty("jna.tmpdir", System.getProperty("java.io.tmpdir", ""));
    if (!Files.isDirectory(Path.of(named)) || !Files.isWritable(Path.of(named))) {
      throw new IOException(
          "%s cannot be written, -Djna.tmpdir=DIR names another place".formatted(named));
    }
  }
}
