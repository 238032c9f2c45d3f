package io.alexnet.ingest;

import io.alexnet.common.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a folder has its class directories.
 *
 * @param top the directory that holds the splits or the class directories: the data directory, or
 *     one below it that holds all there is
 * @param splits the directories of the class directories of each split; empty if {@code top} itself
 *     holds them
 * @param others directories in {@code top} that are no split and hold no classes
 */
record FolderShape(Path top, Map<SplitName, Path> splits, List<Path> others) {
  static final String LAYOUT =
      "lay it out as train/<class>/*.jpg and val/<class>/*.jpg, or as <class>/*.jpg";

  /** Directories around the data, such as archive/data/train. */
  private static final int DEEPEST = 5;

  /**
   * @throws UserException if the directories' names have more than one meaning, naming them
   */
  static FolderShape of(Path root, FolderScan scan) {
    return of(root, scan, DEEPEST);
  }

  private static FolderShape of(Path top, FolderScan scan, int depth) {
    Map<SplitName, List<Path>> named = new EnumMap<>(SplitName.class);
    List<Path> others = new ArrayList<>();
    for (Path directory : scan.directories(top)) {
      Optional<SplitName> name = SplitName.of(directory);
      if (name.isPresent()) {
        named.computeIfAbsent(name.get(), first -> new ArrayList<>()).add(directory);
      } else {
        others.add(directory);
      }
    }
    if (named.isEmpty()) {
      return wrapped(others, scan, depth).orElseGet(() -> new FolderShape(top, Map.of(), others));
    }
    List<Path> rivals = others.stream().filter(other -> mayBeClass(other, scan)).toList();
    if (rivals.isEmpty()) {
      return new FolderShape(top, splits(top, named, scan), others);
    }
    // A split without class directories would be of no use, a class without them is usual.
    if (named.keySet().equals(Set.of(SplitName.TRAIN)) && areFlat(named, scan)) {
      return new FolderShape(top, Map.of(), others);
    }
    throw ambiguous(top, named.values().stream().flatMap(List::stream).toList(), rivals);
  }

  /** The only directory that holds images, if it holds splits: people unpack archives so. */
  private static Optional<FolderShape> wrapped(List<Path> all, FolderScan scan, int depth) {
    List<Path> full =
        all.size() == 1 ? all : all.stream().filter(scan::holdsImages).limit(2).toList();
    if (depth == 0 || full.size() != 1) {
      return Optional.empty();
    }
    return Optional.of(of(full.get(0), scan, depth - 1)).filter(FolderShape::isDivided);
  }

  boolean isDivided() {
    return !splits.isEmpty();
  }

  /** A second copy of the data beside the splits is none; archives hold such. */
  private static boolean mayBeClass(Path directory, FolderScan scan) {
    List<Optional<SplitName>> inside =
        scan.directories(directory).stream().map(SplitName::of).toList();
    boolean isDivided =
        inside.contains(Optional.of(SplitName.TRAIN)) && !inside.contains(Optional.empty());
    return !isDivided && scan.holdsImages(directory);
  }

  private static boolean areFlat(Map<SplitName, List<Path>> named, FolderScan scan) {
    return named.values().stream()
        .flatMap(List::stream)
        .allMatch(directory -> scan.directories(directory).isEmpty());
  }

  private static Map<SplitName, Path> splits(
      Path top, Map<SplitName, List<Path>> named, FolderScan scan) {
    Map<SplitName, Path> splits = new EnumMap<>(SplitName.class);
    named.forEach(
        (name, directories) -> {
          if (directories.size() > 1) {
            throw new UserException(
                "%s holds %s, which stand for the same images of a data set: move all but one out of it"
                    .formatted(top, list(directories)));
          }
          splits.put(name, innermost(directories.get(0), name, scan));
        });
    if (!splits.containsKey(SplitName.TRAIN)) {
      Path first = splits.values().iterator().next();
      throw new UserException(
          "%s holds %s but no train/: add it to train, or name one of them, such as %s, to evaluate it"
              .formatted(top, list(named.values().stream().flatMap(List::stream).toList()), first));
    }
    return splits;
  }

  /** Inside seg_train/seg_train/. */
  private static Path innermost(Path split, SplitName name, FolderScan scan) {
    Path inner = split;
    for (int depth = 0; depth < DEEPEST; depth++) {
      List<Path> directories = scan.directories(inner);
      if (directories.size() != 1 || !SplitName.of(directories.get(0)).equals(Optional.of(name))) {
        break;
      }
      inner = directories.get(0);
    }
    return inner;
  }

  private static UserException ambiguous(Path top, List<Path> named, List<Path> rivals) {
    String splits = list(named);
    String classes = list(rivals);
    return new UserException(
        "%s can be read in two ways: if %s %s of a data set, move %s out of it; if all of them are classes, give %s another name"
            .formatted(
                top, splits, named.size() == 1 ? "is a part" : "are the parts", classes, splits));
  }

  /** "bus/, car/ and train/". */
  private static String list(List<Path> directories) {
    List<String> names =
        directories.stream().map(path -> OneLine.of(PathNames.of(path)) + "/").toList();
    int last = names.size() - 1;
    if (last > 4) {
      return "%s and %d more"
          .formatted(names.stream().limit(4).collect(Collectors.joining(", ")), last - 3);
    }
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }
}
