package io.alexnet.train.faulty;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What a disk does not have to keep. Files and directories are known by their inodes, so that
 * renaming one above them changes nothing; what is deleted or overwritten is only moved away, so
 * that no inode is used twice and all of it can come back.
 */
final class Unforced {
  private final Path root;
  private final Path lost;
  private final Set<Object> files = new HashSet<>();
  private final List<Change> changes = new ArrayList<>();
  private int moved;

  /**
   * A directory entry's change, as it is undone: {@code now} goes away, or back to {@code before};
   * then {@code buried} comes back.
   *
   * @param directory its inode
   */
  private record Change(
      Object directory, Optional<String> now, Optional<String> before, Optional<Burial> buried) {}

  /**
   * @param name it had
   * @param grave where it lies
   */
  private record Burial(String name, Path grave) {}

  Unforced(Path root, Path lost) throws IOException {
    this.root = root;
    this.lost = Files.createDirectories(lost);
  }

  synchronized void wrote(Path file) throws IOException {
    files.add(key(file));
  }

  synchronized void forced(Path path) throws IOException {
    Object key = key(path);
    files.remove(key);
    changes.removeIf(change -> change.directory().equals(key));
  }

  synchronized void created(Path path) throws IOException {
    changes.add(
        new Change(key(parent(path)), Optional.of(name(path)), Optional.empty(), Optional.empty()));
  }

  /** Deletes, in such a way that it can come back. */
  synchronized void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> inside = Files.list(path)) {
        if (inside.findAny().isPresent()) {
          throw new DirectoryNotEmptyException(path.toString());
        }
      }
    }
    Burial burial = bury(path);
    changes.add(
        new Change(key(parent(path)), Optional.empty(), Optional.empty(), Optional.of(burial)));
  }

  /** Renames within a directory, over what is there. */
  synchronized void rename(Path from, Path to) throws IOException {
    if (!parent(from).equals(parent(to))) {
      throw new UnsupportedOperationException("renaming from one directory to another");
    }
    Optional<Burial> overwritten =
        Files.exists(to, LinkOption.NOFOLLOW_LINKS) ? Optional.of(bury(to)) : Optional.empty();
    Files.move(from, to);
    changes.add(
        new Change(key(parent(to)), Optional.of(name(to)), Optional.of(name(from)), overwritten));
  }

  private Burial bury(Path path) throws IOException {
    Path grave = lost.resolve(Integer.toString(moved++));
    Files.move(path, grave);
    return new Burial(name(path), grave);
  }

  /** Of each directory's changes since it was forced, some of the latest come undone. */
  synchronized void lose(Damage damage, RandomGenerator random) throws IOException {
    Map<Object, Integer> kept = new HashMap<>();
    for (Object directory : changes.stream().map(Change::directory).distinct().toList()) {
      long all = changes.stream().filter(c -> c.directory().equals(directory)).count();
      kept.put(directory, random.nextInt((int) all + 1));
    }
    List<Change> undone = new ArrayList<>();
    for (Change change : changes) {
      int left = Objects.requireNonNull(kept.get(change.directory()));
      kept.put(change.directory(), left - 1);
      if (left <= 0) {
        undone.add(change);
      }
    }
    Collections.reverse(undone);
    for (Change change : undone) {
      undo(change);
    }
    for (Path file : all()) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && files.contains(key(file))) {
        damage.apply(file, random);
      }
    }
  }

  private void undo(Change change) throws IOException {
    Optional<Path> directory = Optional.empty();
    for (Path path : all()) {
      if (key(path).equals(change.directory())) {
        directory = Optional.of(path);
      }
    }
    if (directory.isEmpty()) {
      // It has gone itself by now.
      return;
    }
    if (change.now().isPresent()) {
      Path now = directory.get().resolve(change.now().get());
      if (change.before().isPresent()) {
        Files.move(now, directory.get().resolve(change.before().get()));
      } else {
        try (Stream<Path> tree = Files.walk(now)) {
          for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    }
    if (change.buried().isPresent()) {
      Burial burial = change.buried().get();
      Files.move(burial.grave(), directory.get().resolve(burial.name()));
    }
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.toList();
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent());
  }

  private static String name(Path path) {
    return Objects.requireNonNull(path.getFileName()).toString();
  }
}
