package io.alexnet.serve.runs;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A run that begins where another one was: with a copy of its checkpoint as its own last and best.
 *
 * @param checkpoint directory of the checkpoint to copy
 */
record Fork(Path checkpoint) implements Orders.Filled {
  @Override
  public void with(Path directory) throws IOException {
    Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
    Path copy = Files.createDirectory(checkpoints.resolve(checkpoint.getFileName()));
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Path target = copy.resolve(file.getFileName());
          Files.copy(file, target);
          DurableFiles.force(target);
        }
      }
    }
    DurableFiles.forceDirectory(copy);
    for (String link : new String[] {"last", "best"}) {
      Files.createSymbolicLink(checkpoints.resolve(link), checkpoint.getFileName());
    }
    DurableFiles.forceDirectory(checkpoints);
  }
}
