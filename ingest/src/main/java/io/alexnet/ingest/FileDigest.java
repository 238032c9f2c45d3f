package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;

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
}
