package io.alexnet.ingest;

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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the image files below a directory without opening any.
 *
 * <p>A file is an image if its name says so; names with a leading dot are passed over. Links are
 * followed within the data directory, and out of it only if asked; each real directory is entered
 * once, so loops end.
 */
final class FolderScan {
  static final String EXTENSIONS = ".jpg, .jpeg, .png, .gif or .bmp";

  /** Why a link out of the data directory is refused. */
  static final String LEAVES =
      "symbolic link that leaves the data directory; --follow-links allows such";

  private static final Pattern IMAGE_NAME =
      Pattern.compile(".*\\.(jpg|jpeg|png|gif|bmp)", Pattern.DOTALL);

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
  private record Child(Path path, String name) {}

  private final Path realRoot;
  private final boolean followLinks;
  private final List<Entry> found = new ArrayList<>();
  private final Set<Path> entered = new HashSet<>();

  private FolderScan(Path realRoot, boolean followLinks) {
    this.realRoot = realRoot;
    this.followLinks = followLinks;
  }

  /**
   * All images at any depth below a directory, by the byte order of their names.
   *
   * @param realRoot the data directory, its links resolved
   * @param name of {@code directory} below the data directory
   */
  static List<Entry> images(Path realRoot, boolean followLinks, Path directory, String name) {
    FolderScan scan = new FolderScan(realRoot, followLinks);
    scan.enter(directory, name);
    scan.found.sort(Entry.ORDER);
    return scan.found;
  }

  /**
   * The directories directly in a directory, by the byte order of their names.
   *
   * @throws UserException if it or one of them is a link out of the data directory and those are
   *     not followed, or a link leads nowhere
   */
  static List<Path> directories(Path realRoot, boolean followLinks, Path parent) {
    requireInside(realRoot, followLinks, parent);
    List<Path> directories = new ArrayList<>();
    for (Child child : children(parent)) {
      boolean isDirectory = Files.isDirectory(child.path);
      if (isDirectory || !Files.exists(child.path)) {
        requireInside(realRoot, followLinks, child.path);
      }
      if (isDirectory) {
        directories.add(child.path);
      }
    }
    return directories;
  }

  private static void requireInside(Path realRoot, boolean followLinks, Path path) {
    Optional<String> refusal = linkRefusal(realRoot, followLinks, path);
    if (refusal.isPresent()) {
      throw new UserException("%s is a %s".formatted(OneLine.of(path.toString()), refusal.get()));
    }
  }

  private void enter(Path directory, String name) {
    try {
      if (!entered.add(directory.toRealPath())) {
        return;
      }
    } catch (IOException e) {
      throw unlistable(directory, e);
    }
    for (Child child : children(directory)) {
      visit(child.path, name + "/" + child.name);
    }
  }

  private void visit(Path path, String name) {
    boolean isImage = isImageName(name);
    try {
      if (Files.isSymbolicLink(path)) {
        Optional<String> refusal = linkRefusal(realRoot, followLinks, path);
        if (refusal.isPresent()) {
          if (isImage || Files.isDirectory(path)) {
            refuse(path, name, refusal.get());
          }
          return;
        }
      }
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory() && !isImage) {
        enter(path, name);
      } else if (isImage && attributes.isRegularFile()) {
        found.add(new Entry(path, name, attributes.size(), ""));
      } else if (isImage) {
        refuse(path, name, "not a regular file");
      }
    } catch (IOException e) {
      if (isImage) {
        refuse(path, name, "cannot be read (" + e.getClass().getSimpleName() + ")");
      }
    }
  }

  private void refuse(Path path, String name, String reason) {
    found.add(new Entry(path, name, -1, reason));
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

  static boolean isImageName(String name) {
    return IMAGE_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Without hidden ones, sorted. */
  private static List<Child> children(Path directory) {
    List<Child> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        String name = PathNames.of(path);
        if (!name.startsWith(".")) {
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
        "cannot list the directory %s (%s): make it readable or remove it"
            .formatted(OneLine.of(directory.toString()), e.getClass().getSimpleName()),
        e);
  }
}
