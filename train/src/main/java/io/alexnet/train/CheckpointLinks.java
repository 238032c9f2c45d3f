package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The relative symbolic links beside a run's checkpoints, for people and for readers. Nothing is
 * lost with them: which is the newest its name says, and which is the best its state.
 */
final class CheckpointLinks {
  static final String LAST = "last";
  static final String BEST = "best";

  private final Path directory;

  CheckpointLinks(Path directory) {
    this.directory = directory;
  }

  private void link(String name, Path checkpoint) throws IOException {
    DurableFiles.link(directory.resolve(name), checkpoint.getFileName());
  }

  /** The best checkpoint, if the link leads to one. */
  Optional<Path> best() {
    return Optional.of(directory.resolve(BEST)).filter(Files::isDirectory);
  }

  boolean isBest(Path checkpoint) throws IOException {
    return leadsTo(BEST, checkpoint);
  }

  private boolean leadsTo(String name, Path checkpoint) throws IOException {
    Path link = directory.resolve(name);
    return Files.exists(link) && Files.isSameFile(link, checkpoint);
  }

  /**
   * Moves them to where they belong, whatever was lost before: {@code last} to the newest; {@code
   * best} to the one saved at an epoch's end whose error is the lowest, the earliest of equals.
   *
   * @param all checkpoints, the newest last
   */
  void mend(List<Path> all) throws IOException {
    if (all.isEmpty()) {
      return;
    }
    Path newest = all.get(all.size() - 1);
    if (!leadsTo(LAST, newest)) {
      link(LAST, newest);
    }
    double lowest = error(directory.resolve(BEST));
    Optional<Path> better = Optional.empty();
    for (Path checkpoint : all) {
      double error = error(checkpoint);
      if (error < lowest) {
        lowest = error;
        better = Optional.of(checkpoint);
      }
    }
    if (better.isPresent()) {
      link(BEST, better.get());
    }
  }

  /** Validation error of one that was saved at an epoch's end; of any other more than there is. */
  private static double error(Path checkpoint) {
    try {
      CheckpointState state = CheckpointReader.state(checkpoint);
      double error = state.lastEpoch().valTop1Error();
      return state.stepInEpoch() == 0 && error >= 0 ? error : Double.MAX_VALUE;
    } catch (IOException | UserException e) {
      return Double.MAX_VALUE;
    }
  }
}
