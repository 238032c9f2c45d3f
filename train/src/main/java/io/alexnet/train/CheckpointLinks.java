package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The relative symbolic links beside a run's checkpoints, for people and other programs. The
 * application does without them: some file systems, such as exFAT, have none.
 */
final class CheckpointLinks {
  static final String LAST = "last";
  static final String BEST = "best";

  private final Path directory;

  CheckpointLinks(Path directory) {
    this.directory = directory;
  }

  /**
   * Points {@code last} to the newest checkpoint and {@code best} to the best, if there is one.
   *
   * @throws IOException if the file system refuses; the checkpoints are not affected
   */
  void update(Optional<Path> newest, Optional<Path> best) throws IOException {
    if (newest.isPresent()) {
      link(LAST, newest.get());
    }
    if (best.isPresent()) {
      link(BEST, best.get());
    }
  }

  /** Returns the checkpoint that {@code best} leads to, if it is a link and leads to one. */
  Optional<Path> best() throws IOException {
    Path link = directory.resolve(BEST);
    return Files.isSymbolicLink(link)
        ? Optional.of(link.resolveSibling(Files.readSymbolicLink(link))).filter(Files::isDirectory)
        : Optional.empty();
  }

  private void link(String name, Path checkpoint) throws IOException {
    Path link = directory.resolve(name);
    if (!Files.exists(link) || !Files.isSameFile(link, checkpoint)) {
      DurableFiles.link(link, checkpoint.getFileName());
    }
  }
}
