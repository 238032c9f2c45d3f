package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file of a store as its manifest names it.
 *
 * @param file name without a directory
 * @param sha256 64 lower-case hexadecimal digits
 */
record FileDigest(String file, String sha256) {
  static FileDigest of(Path directory, String file) throws IOException {
    return new FileDigest(file, DurableFiles.sha256(directory.resolve(file)));
  }

  /** The SHA-256 of what {@code digest} was given so far; it may be given more. */
  static String soFar(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
