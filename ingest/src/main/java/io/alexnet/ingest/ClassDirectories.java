package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.Composition;
import io.alexnet.common.UserException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The class directories in one directory, with their images.
 *
 * @param parent the directory that holds them
 * @param paths of the directories by name, in the byte order of the names
 * @param byName the images of each, in order
 */
record ClassDirectories(
    Path parent, Map<String, Path> paths, Map<String, List<FolderScan.Entry>> byName) {

  /**
   * Looks all of them through. A directory that holds only this program's runs and stores is none.
   *
   * @param prefix of the directories' names below the data directory
   * @throws UserException if names are blank, equal or look the same
   */
  static ClassDirectories of(Path parent, String prefix, FolderScan scan) {
    Map<String, Path> paths = new LinkedHashMap<>();
    Map<String, List<FolderScan.Entry>> images = new LinkedHashMap<>();
    Map<String, String> looks = new HashMap<>();
    for (Path path : scan.directories(parent)) {
      String name = PathNames.of(path);
      if (name.isBlank() || paths.containsKey(name)) {
        throw new UserException(
            "%s holds class directories with blank or equal names: rename them".formatted(parent));
      }
      String alike = looks.putIfAbsent(Composition.composed(name), name);
      if (alike != null) {
        throw twins(parent, alike, name);
      }
      List<FolderScan.Entry> found = scan.images(path, prefix + name);
      if (!found.isEmpty() || !scan.holdsOwn(path)) {
        paths.put(name, path);
        images.put(name, found);
      }
    }
    return new ClassDirectories(parent, paths, images);
  }

  private static UserException twins(Path parent, String one, String other) {
    return new UserException(
        "%s holds \"%s\" twice: one is written with %s, the other with %s; move the images of one into the other"
            .formatted(parent, OneLine.of(one), Composition.of(one), Composition.of(other)));
  }

  List<String> names() {
    return List.copyOf(paths.keySet());
  }

  Path path(String name) {
    return Objects.requireNonNull(paths.get(name));
  }

  /** Those of a class; none if it has no directory here. */
  List<FolderScan.Entry> images(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** Number of images. */
  int size() {
    return byName.values().stream().mapToInt(List::size).sum();
  }

  /** Those that hold images. */
  ClassDirectories withImages() {
    Map<String, Path> full = new LinkedHashMap<>(paths);
    full.keySet().removeIf(name -> images(name).isEmpty());
    return new ClassDirectories(parent, full, byName);
  }

  /**
   * @throws UserException naming a class that has no images
   */
  void requireImages() {
    for (String name : names()) {
      if (images(name).isEmpty()) {
        throw new UserException(
            "class \"%s\" has no images: put %s files into %s or move it out of the data"
                .formatted(OneLine.of(name), FileKind.ENDINGS, path(name)));
      }
    }
  }

  /**
   * These, if each is one of the classes.
   *
   * @param where those classes come from, for a message
   * @throws UserException naming one that is not
   */
  ClassDirectories among(ClassNames classes, String where) {
    Set<String> labels = new HashSet<>(classes.names());
    for (String name : names()) {
      if (!labels.contains(name)) {
        throw KnownClasses.unknown(name, parent.toString(), classes, where);
      }
    }
    return this;
  }

  ClassDirectories {
    paths = Collections.unmodifiableMap(paths);
    byName = Collections.unmodifiableMap(byName);
  }
}
