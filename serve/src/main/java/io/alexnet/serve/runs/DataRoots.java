package io.alexnet.serve.runs;

import io.alexnet.serve.http.Refusal;
import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The directories below which data sets may lie; nothing else is ever opened for a request. */
final class DataRoots {
  private final List<Path> roots;

  DataRoots(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /**
   * A directory below one of the roots, links resolved.
   *
   * @param text absolute, or relative to a root
   */
  Path resolve(String text) {
    for (Path root : roots) {
      Optional<Path> found = below(root, text);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new Refusal(
        HttpStatus.BAD_REQUEST,
        roots.isEmpty()
            ? "the daemon has no data roots: set alexnet.serve.data-roots"
            : "data is no directory below one of the daemon's data roots");
  }

  private static Optional<Path> below(Path root, String text) {
    try {
      Path real = root.resolve(text).toRealPath();
      return real.startsWith(root.toRealPath()) && Files.isDirectory(real)
          ? Optional.of(real)
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** A directory below a root, relative to it. */
  String name(Path data) {
    return roots.stream()
        .map(DataRoots::real)
        .filter(data::startsWith)
        .findFirst()
        .map(root -> root.relativize(data).toString())
        .orElse(data.getFileName().toString());
  }

  private static Path real(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException e) {
      return root;
    }
  }
}
