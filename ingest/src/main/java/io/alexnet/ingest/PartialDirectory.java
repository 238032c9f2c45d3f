package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A directory under way: filled as the hidden sibling {@code .name.partial}, then renamed into
 * place in one step. Closing it unpublished deletes it. A lock keeps two writers apart; what a
 * killed one left behind is cleared away by the next.
 */
final class PartialDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path target;
  private final Path partial;
  private final FileChannel lock;

  private PartialDirectory(Path target, Path partial, FileChannel lock) {
    this.target = target;
    this.partial = partial;
    this.lock = lock;
  }

  /**
   * @param target must not exist, or be an empty directory
   * @param bytes that will be written; the disk must have room for them
   * @throws UserException if the target is taken, is being written, or the disk is too full
   */
  static PartialDirectory create(Path target, long bytes) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    checkFree(target, absolute);
    Path parent = Objects.requireNonNull(absolute.getParent());
    Files.createDirectories(parent);
    Path partial = parent.resolve("." + absolute.getFileName() + ".partial");
    Files.createDirectories(partial);
    FileChannel lock = lock(target, partial);
    PartialDirectory directory = new PartialDirectory(absolute, partial, lock);
    try {
      directory.clear();
      checkRoom(target, parent, bytes);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    return directory;
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

  private static FileChannel lock(Path target, Path partial) throws IOException {
    FileChannel channel =
        FileChannel.open(
            partial.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: the same answer.
    }
    channel.close();
    throw new UserException(
        "%s is being written by another run: wait for it or choose another --out"
            .formatted(target));
  }

  private void clear() throws IOException {
    try (Stream<Path> contents = Files.list(partial)) {
      for (Path path : contents.toList()) {
        if (!path.endsWith(LOCK)) {
          DurableFiles.deleteTree(path);
        }
      }
    }
  }

  private static void checkRoom(Path target, Path parent, long bytes) throws IOException {
    long room = Files.getFileStore(parent).getUsableSpace();
    if (room < bytes) {
      throw new UserException(
          "%s needs %d MB and its disk has %d MB left: free some or choose another --out"
              .formatted(target, (bytes >> 20) + 1, room >> 20));
    }
  }

  /** Where to write; every file must be forced to disk by its writer. */
  Path path() {
    return partial;
  }

  /** Renames the directory into place. */
  void publish() throws IOException {
    Files.delete(partial.resolve(LOCK));
    DurableFiles.forceDirectory(partial);
    Files.deleteIfExists(target);
    DurableFiles.rename(partial, target);
  }

  /** Deletes what was not published. */
  @Override
  public void close() throws IOException {
    lock.close();
    DurableFiles.deleteTree(partial);
  }
}
