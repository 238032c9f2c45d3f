package io.alexnet.serve.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build has noted of the sources that it was made from. */
final class BuiltFrom {
  /** Beside {@link io.alexnet.serve.Daemon}, made by the build; its key is what /info expects. */
  private static final String FILE = "/io/alexnet/serve/git.properties";

  private BuiltFrom() {}

  /** The commit's first digits, "-dirty" behind them if files differed; or "unknown". */
  static String commit() {
    try (InputStream in = BuiltFrom.class.getResourceAsStream(FILE)) {
      Properties git = new Properties();
      if (in != null) {
        git.load(in);
      }
      return git.getProperty("git.commit.id.abbrev", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
