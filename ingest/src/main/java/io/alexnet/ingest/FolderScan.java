package io.alexnet.ingest;

import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the image files below a directory. Opens only files whose ending says nothing.
 *
 * <p>Hidden names, what systems and network drives leave, and this program's own runs and stores
 * are skipped. Links are followed within the data directory, and out of it only if asked; each real
 * directory is entered once, so loops end.
 */
final class FolderScan {
  /** Why a link out of the data directory is refused. */
  static final String LEAVES =
      "symbolic link that leaves the data directory; --follow-links allows such";

  /**
   * @param name below the data directory, with '/'
   * @param size of the file in bytes, -1 if it is refused
   * @param refusal why it must not be opened; empty if it may
   */
  record Entry(Path path, String name, long size, String refusal) {
    /** By name; two files have the same where one has a byte that is no text and one spells it. */
    static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::name, PathNames.BYTE_ORDER).thenComparing(Entry::path);
  }

  /** A directory entry with its name as text. */
  private record Child(Path path, String name) {
    boolean isHidden() {
      return name.startsWith(".");
    }
  }

  private static final String OTHER = "files of no image format";

  private final Path realRoot;
  private final boolean followLinks;
  private final FolderLayout.Tally tally;

  /**
   * @param realRoot the data directory, its links resolved
   * @param tally gets what is skipped
   */
  FolderScan(Path realRoot, boolean followLinks, FolderLayout.Tally tally) {
    this.realRoot = realRoot;
    this.followLinks = followLinks;
    this.tally = tally;
  }

  /** The same with another count of what is skipped. */
  FolderScan with(FolderLayout.Tally other) {
    return new FolderScan(realRoot, followLinks, other);
  }

  /**
   * All images at any depth below a directory, by the byte order of their names.
   *
   * @param name of {@code directory} below the data directory
   */
  List<Entry> images(Path directory, String name) {
    List<Entry> found = new ArrayList<>();
    enter(directory, name, new HashSet<>(), found);
    found.sort(Entry.ORDER);
    return found;
  }

  /** Whether there is an image at any depth below a directory; nothing is counted. */
  boolean holdsImages(Path directory) {
    return !with(new FolderLayout.Tally()).images(directory, "").isEmpty();
  }

  /** Whether one of this program's runs or stores lies at any depth below a directory. */
  boolean holdsOwn(Path directory) {
    FolderLayout.Tally inside = new FolderLayout.Tally();
    with(inside).images(directory, "");
    return inside.skipped().stream().anyMatch(skipped -> Leftovers.isKind(skipped.what()));
  }

  /**
   * The directories directly in a directory that may hold data, by the byte order of their names.
   *
   * @throws UserException if it or one of them is a link out of the data directory and those are
   *     not followed, or a link leads nowhere
   */
  List<Path> directories(Path parent) {
    requireInside(parent);
    List<Path> directories = new ArrayList<>();
    for (Child child : children(parent)) {
      boolean isDirectory = Files.isDirectory(child.path);
      if (child.isHidden()) {
        continue;
      }
      if (isDirectory || (!Files.exists(child.path) && !FileKind.isImageName(child.name))) {
        requireInside(child.path);
      }
      if (isDirectory && Leftovers.kind(child.path).isEmpty()) {
        directories.add(child.path);
      }
    }
    return directories;
  }

  /**
   * Counts the files directly in a directory whose images lie in class directories.
   *
   * @param prefix of their names below the data directory
   */
  void skipLoose(Path parent, String prefix) {
    for (Child child : children(parent)) {
      String name = prefix + child.name;
      try {
        if (Files.isDirectory(child.path)) {
          Leftovers.kind(child.path).ifPresent(kind -> tally.skip(kind, name));
        } else if (child.isHidden()) {
          tally.skip("hidden files", name);
        } else if (Files.isRegularFile(child.path)) {
          boolean isImage =
              FileKind.isImageName(child.name) || FileKind.isImageInside(child.path, child.name);
          tally.skip(isImage ? "images beside the class directories" : OTHER, name);
        } else {
          tally.skip(OTHER, name);
        }
      } catch (IOException e) {
        tally.skip(OTHER, name);
      }
    }
  }

  private void requireInside(Path path) {
    Optional<String> refusal = linkRefusal(realRoot, followLinks, path);
    if (refusal.isPresent()) {
      throw new UserException("%s is a %s".formatted(OneLine.of(path.toString()), refusal.get()));
    }
  }

  private void enter(Path directory, String name, Set<Path> entered, List<Entry> found) {
    try {
      if (!entered.add(directory.toRealPath())) {
        return;
      }
    } catch (IOException e) {
      throw unlistable(directory, e);
    }
    for (Child child : children(directory)) {
      String below = name + "/" + child.name;
      if (!child.isHidden()) {
        visit(child, below, entered, found);
      } else if (!Files.isDirectory(child.path)) {
        tally.skip("hidden files", below);
      }
    }
  }

  private void visit(Child child, String name, Set<Path> entered, List<Entry> found) {
    Path path = child.path;
    boolean isImage = FileKind.isImageName(child.name);
    try {
      if (Files.isSymbolicLink(path)) {
        Optional<String> refusal = linkRefusal(realRoot, followLinks, path);
        if (refusal.isPresent()) {
          if (isImage || Files.isDirectory(path)) {
            found.add(new Entry(path, name, -1, refusal.get()));
          } else {
            tally.skip(OTHER, name);
          }
          return;
        }
      }
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        Optional<String> own = Leftovers.kind(path);
        if (own.isPresent()) {
          tally.skip(own.get(), name);
        } else {
          enter(path, name, entered, found);
        }
      } else if (!attributes.isRegularFile()) {
        skipOr(isImage, name, new Entry(path, name, -1, "not a regular file"), found);
      } else {
        boolean taken = isImage || FileKind.isImageInside(path, child.name);
        skipOr(taken, name, new Entry(path, name, attributes.size(), ""), found);
      }
    } catch (IOException e) {
      Entry refused = new Entry(path, name, -1, "cannot be read (" + Reason.of(e) + ")");
      skipOr(isImage, name, refused, found);
    }
  }

  private void skipOr(boolean isImage, String name, Entry entry, List<Entry> found) {
    if (isImage) {
      found.add(entry);
    } else {
      tally.skip(OTHER, name);
    }
  }

  /**
   * Why a path must not be followed: a link on it leads nowhere or, unless that is allowed, out of
   * the data directory.
   */
  static Optional<String> linkRefusal(Path realRoot, boolean followLinks, Path path) {
    try {
      boolean inside = path.toRealPath().startsWith(realRoot);
      return inside || followLinks ? Optional.empty() : Optional.of(LEAVES);
    } catch (IOException e) {
      return Optional.of("symbolic link that leads nowhere");
    }
  }

  /** Without those that systems leave, sorted. */
  private static List<Child> children(Path directory) {
    List<Child> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        String name = PathNames.of(path);
        if (!Leftovers.isSystem(name)) {
          children.add(new Child(path, name));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw unlistable(directory, e);
    }
    children.sort(Comparator.comparing(Child::name, PathNames.BYTE_ORDER));
    return children;
  }

  private static UserException unlistable(Path directory, Exception e) {
    return new UserException(
        "cannot list the directory %s (%s): make it readable or move it out of the data"
            .formatted(OneLine.of(directory.toString()), Reason.of(e)),
        e);
  }
}
