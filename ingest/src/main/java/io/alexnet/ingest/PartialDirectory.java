package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.ProcessLock;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A store under way: the hidden sibling {@code .name.partial} of where it will be. In it, the
 * directory {@code store} is filled and then renamed into place in one step; beside that lie
 * progress.json, which says how far the work has come, and a lock that keeps two writers apart.
 * Closing it leaves the work for the next to go on with.
 */
final class PartialDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path target;
  private final Path partial;
  private final ProcessLock lock;

  private PartialDirectory(Path target, Path partial, ProcessLock lock) {
    this.target = target;
    this.partial = partial;
    this.lock = lock;
  }

  /**
   * Opens what an earlier run left, or an empty one.
   *
   * @param target must not exist, or be an empty directory
   * @throws UserException if the target is taken or being written
   */
  static PartialDirectory open(Path target) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    checkFree(target, absolute);
    Path parent = Objects.requireNonNull(absolute.getParent());
    Path partial = partial(absolute);
    Files.createDirectories(partial);
    ProcessLock lock =
        ProcessLock.take(
            partial.resolve(LOCK),
            target + " is being written by another run",
            "wait for it or choose another --out");
    PartialDirectory directory = new PartialDirectory(absolute, partial, lock);
    try {
      // Another run may have published it before this one had the lock.
      checkFree(target, absolute);
      if (directory.hasBegun()) {
        Files.createDirectories(directory.store());
      } else {
        directory.clear();
        Files.createDirectory(directory.store());
      }
      DurableFiles.forceDirectory(parent);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    return directory;
  }

  private static Path partial(Path absolute) {
    return absolute.resolveSibling("." + absolute.getFileName() + ".partial");
  }

  /** How far an earlier run came, unverified; nothing if there was none or it cannot be read. */
  static Optional<UnfinishedStore> leftFor(Path target) {
    Path file = partial(target.toAbsolutePath().normalize()).resolve(UnfinishedStore.FILE);
    try {
      return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  private static void checkFree(Path target, Path absolute) throws IOException {
    if (absolute.getFileName() == null) {
      throw new UserException("%s cannot be made: name a directory below it".formatted(target));
    }
    if (!Files.exists(absolute)) {
      return;
    }
    if (!Files.isDirectory(absolute)) {
      throw new UserException("%s is a file: choose another --out".formatted(target));
    }
    try (Stream<Path> contents = Files.list(absolute)) {
      if (contents.findAny().isPresent()) {
        boolean isStore = Files.exists(absolute.resolve(StoreManifest.FILE));
        throw new UserException(
            "%s %s: choose another --out or delete it"
                .formatted(
                    target, isStore ? "is a prepared store already" : "is there and not empty"));
      }
    }
  }

  private boolean hasBegun() {
    return Files.exists(partial.resolve(UnfinishedStore.FILE));
  }

  /**
   * How far the work has come; {@code fresh} if it has not begun.
   *
   * @throws UserException if it was begun from something else, or what says so is damaged
   */
  UnfinishedStore progress(UnfinishedStore fresh) {
    if (!hasBegun()) {
      return fresh;
    }
    UnfinishedStore left = read();
    if (Files.exists(rejected()) && left.isOfOtherFiles(fresh)) {
      // It was refused for its unreadable images, and some of them were repaired or removed.
      return fresh;
    }
    String differences = left.differences(fresh);
    if (!differences.isEmpty()) {
      throw new UserException(
          "%s was begun otherwise (%s) and is not used: delete it to begin anew, make that as it was, or choose another --out"
              .formatted(partial, differences));
    }
    return left;
  }

  private UnfinishedStore read() {
    try {
      return read(partial.resolve(UnfinishedStore.FILE));
    } catch (UserException e) {
      throw new UserException("%s; delete %s to begin anew".formatted(e.getMessage(), partial), e);
    }
  }

  private static UnfinishedStore read(Path file) {
    UnfinishedStore left =
        Json.read(file, UnfinishedStore.FORMAT, UnfinishedStore.VERSION, UnfinishedStore.class);
    if (!left.isSound()) {
      throw new UserException("%s is damaged: its SHA-256 is another".formatted(file));
    }
    return left;
  }

  /** Replaces what says how far the work has come, durably. */
  void write(UnfinishedStore progress) throws IOException {
    DurableFiles.forceDirectory(store());
    Json.write(partial.resolve(UnfinishedStore.FILE), progress);
  }

  /** Deletes all files of the store but those named. */
  void keep(Set<String> files) throws IOException {
    try (Stream<Path> contents = Files.list(store())) {
      for (Path path : contents.toList()) {
        if (!files.contains(path.toFile().getName())) {
          DurableFiles.deleteTree(path);
        }
      }
    }
  }

  /**
   * @throws UserException if the disk has no room for so many bytes more
   */
  void requireRoom(long bytes) throws IOException {
    long room = Files.getFileStore(partial).getUsableSpace();
    if (room < bytes) {
      throw new UserException(
          "%s needs %d MB and its disk has %d MB left: free some or choose another --out"
              .formatted(target, (bytes >> 20) + 1, room >> 20));
    }
  }

  /** The list of the images for which the store was refused, beside it. */
  private Path rejected() {
    return target.resolveSibling(target.getFileName() + ".rejected.txt");
  }

  /**
   * Lists images for which the store is refused.
   *
   * @return the file: a line of name, tab and reason for each
   */
  Path write(List<Rejection> rejections) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Rejection rejection : rejections) {
      lines.append(OneLine.of(rejection.name())).append('\t').append(rejection.reason());
      lines.append('\n');
    }
    DurableFiles.replace(rejected(), lines.toString());
    return rejected();
  }

  /** Where to write; every file must be forced to disk by its writer. */
  Path store() {
    return partial.resolve("store");
  }

  /** Renames the store into place and clears away the rest. */
  void publish() throws IOException {
    DurableFiles.forceDirectory(store());
    Files.deleteIfExists(target);
    DurableFiles.rename(store(), target);
    Files.deleteIfExists(rejected());
    clear();
  }

  /** Deletes all but the lock. */
  void clear() throws IOException {
    try (Stream<Path> contents = Files.list(partial)) {
      for (Path path : contents.toList()) {
        if (!path.endsWith(LOCK)) {
          DurableFiles.deleteTree(path);
        }
      }
    }
  }

  /** Gives up the lock, and the directory if there is no work in it. */
  @Override
  public void close() throws IOException {
    // Deleted while it is locked: once the lock is given up, the work may be another run's.
    try {
      if (!hasBegun()) {
        DurableFiles.deleteTree(partial);
      }
    } finally {
      lock.close();
    }
  }
}
