package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of images as a data set: {@code train/<class>/...} with val and test, or {@code
 * <class>/...}. {@link SplitName} has the names of the splits, {@link FolderShape} the directories.
 */
final class Folder {
  private final Path root;
  private final Path realRoot;
  private final int side;
  private final ReadOptions options;
  private final Optional<ClassNames> known;
  private final FolderLayout.Tally tally = new FolderLayout.Tally();
  private final FolderScan scan;
  private final MessageDigest digest = DurableFiles.sha256();
  private final Map<String, ImageSet> splits = new LinkedHashMap<>();
  private final Map<String, String> directories = new LinkedHashMap<>();

  private Folder(Path root, int side, ReadOptions options, Optional<ClassNames> known)
      throws IOException {
    this.root = root;
    this.realRoot = root.toRealPath();
    this.side = side;
    this.options = options;
    this.known = known;
    this.scan = new FolderScan(realRoot, options.followLinks(), tally);
  }

  /**
   * @param known the classes that labels stand for; if empty, those of the folder
   * @throws UserException if the folder is not laid out as a data set, or holds images of a class
   *     that is not known
   */
  static DataSet open(Path root, int side, ReadOptions options, Optional<ClassNames> known)
      throws IOException {
    // Fails here, on the caller's thread, if the program was packaged without its JPEG reader.
    Decoder.jpegReaderClass();
    return new Folder(root, side, options, known).open();
  }

  private DataSet open() {
    FolderShape shape = FolderShape.of(root, scan);
    skipAround(shape);
    Path training = shape.splits().getOrDefault(SplitName.TRAIN, shape.top());
    ClassDirectories first = classes(training);
    List<String> names = first.names();
    for (String name : names) {
      digest.update("class\t%s\n".formatted(name).getBytes(StandardCharsets.UTF_8));
    }
    add(shape.isDivided() ? DataSet.TRAIN : DataSet.ALL, first, names);
    Path val = shape.splits().get(SplitName.VAL);
    if (val != null) {
      addVal(val, names);
    }
    String fingerprint = HexFormat.of().formatHex(digest.digest());
    Path test = shape.splits().get(SplitName.TEST);
    if (test != null) {
      addTest(test, names);
    }
    return new DataSet(
        root,
        DataSet.Kind.FOLDER,
        known.orElseGet(() -> new ClassNames(names)),
        splits,
        fingerprint,
        options.decoder(),
        Optional.empty(),
        options,
        new FolderLayout(directories, tally.skipped()));
  }

  /** Counts what lies around the class directories, from the data directory down. */
  private void skipAround(FolderShape shape) {
    for (Path above = shape.top(); !above.equals(root); ) {
      above = parent(above);
      scan.skipLoose(above, prefix(above));
    }
    if (!shape.isDivided()) {
      return;
    }
    scan.skipLoose(shape.top(), prefix(shape.top()));
    for (Path other : shape.others()) {
      tally.skip("directories beside the splits", nameOf(other) + "/");
    }
    Path unlabelled = shape.splits().get(SplitName.UNLABELLED);
    if (unlabelled != null) {
      String name = nameOf(unlabelled);
      int count = scan.with(new FolderLayout.Tally()).images(unlabelled, name).size();
      tally.skip("images without labels", name + "/", count);
    }
  }

  /** Returns a directory's name below the data directory, with '/'; empty for that itself. */
  private String nameOf(Path directory) {
    return Stream.iterate(directory, path -> !path.equals(root), Folder::parent)
        .map(PathNames::of)
        .reduce("", (below, above) -> below.isEmpty() ? above : above + "/" + below);
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private String prefix(Path directory) {
    return directory.equals(root) ? "" : nameOf(directory) + "/";
  }

  private ClassDirectories read(Path parent) {
    scan.skipLoose(parent, prefix(parent));
    return ClassDirectories.of(parent, prefix(parent), scan);
  }

  private ClassDirectories classes(Path training) {
    ClassDirectories found = read(training);
    List<String> names = found.names();
    if (names.isEmpty()) {
      throw new UserException(
          "%s holds no class directories: %s".formatted(training, FolderShape.LAYOUT));
    }
    if (known.isPresent()) {
      return found.withImages().among(known.get(), "the checkpoint");
    }
    if (names.size() == 1) {
      throw new UserException(
          "%s holds one class only, \"%s\", and there is nothing to tell apart: %s%s"
              .formatted(
                  training, OneLine.of(names.get(0)), FolderShape.LAYOUT, inside(found, names)));
    }
    found.requireImages();
    return found;
  }

  /** A way out where the only directory is not a class, but holds the classes. */
  private String inside(ClassDirectories found, List<String> names) {
    Path only = found.path(names.get(0));
    return scan.directories(only).size() < 2
        ? ""
        : "; if its directories are the classes, name %s".formatted(only);
  }

  private void addVal(Path val, List<String> names) {
    ClassDirectories found = read(val);
    if (found.names().isEmpty()) {
      throw new UserException(
          "%s holds no class directories: sort its images into directories named as those of train, or move it out of the data, and a share of train is held out in its place"
              .formatted(val));
    }
    ClassDirectories full = found.withImages();
    add(
        DataSet.VAL,
        known.isPresent()
            ? full.among(known.get(), "the checkpoint")
            : full.among(new ClassNames(names), directories.get(DataSet.TRAIN) + "/"),
        names);
  }

  /** Training does not need it, so that nothing is wrong with a test split that has no labels. */
  private void addTest(Path test, List<String> names) {
    ClassDirectories full = read(test).withImages();
    List<String> labels = known.map(ClassNames::names).orElse(names);
    Optional<String> odd = full.names().stream().filter(n -> !labels.contains(n)).findFirst();
    if (odd.isPresent()) {
      String what = "images in %s/, which has a class of its own, \"%s\"";
      tally.skip(
          what.formatted(nameOf(test), OneLine.of(odd.get())), nameOf(test) + "/", full.size());
    } else if (!full.names().isEmpty()) {
      add(DataSet.TEST, full, names);
    }
  }

  private void add(String split, ClassDirectories found, List<String> names) {
    List<List<FolderScan.Entry>> byClass = new ArrayList<>();
    for (String name : known.map(ClassNames::names).orElse(names)) {
      List<FolderScan.Entry> entries = found.images(name);
      entries.forEach(this::digest);
      byClass.add(entries);
    }
    ImageSet images = new FolderImages(root, realRoot, side, options, byClass);
    if (images.size() == 0) {
      throw new UserException(
          "%s holds no images: %s".formatted(found.parent(), FolderShape.LAYOUT));
    }
    splits.put(split, images);
    directories.put(split, nameOf(found.parent()));
  }

  private void digest(FolderScan.Entry entry) {
    String line = entry.name() + "\t" + entry.size() + "\n";
    digest.update(line.getBytes(StandardCharsets.UTF_8));
  }
}
