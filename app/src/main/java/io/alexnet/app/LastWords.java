package io.alexnet.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Passes on what a process says, byte by byte as it comes, and remembers how it ended. */
final class LastWords {
  private static final int REMEMBERED = 4096;

  private final StringBuilder end = new StringBuilder();

  /** Copies all of it. */
  void pass(InputStream words, OutputStream out) throws IOException {
    byte[] some = new byte[REMEMBERED];
    for (int n = words.read(some); n >= 0; n = words.read(some)) {
      out.write(some, 0, n);
      out.flush();
      end.append(new String(some, 0, n, StandardCharsets.UTF_8));
      end.delete(0, Math.max(0, end.length() - REMEMBERED));
    }
  }

  /** The last line that was not blank; empty if there was none. */
  String line() {
    return end.toString()
        .replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", (first, second) -> second);
  }
}
