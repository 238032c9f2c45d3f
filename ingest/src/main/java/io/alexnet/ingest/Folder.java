package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of images as a data set: {@code train/<class>/...} and val (or validation), or {@code
 * <class>/...}.
 */
final class Folder {
  private static final String LAYOUT =
      "lay it out as train/<class>/*.jpg and val/<class>/*.jpg, or as <class>/*.jpg";

  private final Path root;
  private final Path realRoot;
  private final int side;
  private final ReadOptions options;
  private final MessageDigest digest = DurableFiles.sha256();
  private final Map<String, ImageSet> splits = new LinkedHashMap<>();

  private Folder(Path root, int side, ReadOptions options) throws IOException {
    this.root = root;
    this.realRoot = root.toRealPath();
    this.side = side;
    this.options = options;
  }

  /**
   * @throws UserException if the folder is not laid out as a data set
   */
  static DataSet open(Path root, int side, ReadOptions options) throws IOException {
    // Fails here, on the caller's thread, if the program was packaged without its JPEG reader.
    Decoder.jpegReaderClass();
    return new Folder(root, side, options).open();
  }

  private DataSet open() {
    Path train = root.resolve(DataSet.TRAIN);
    Path val = validation();
    boolean split = Files.isDirectory(train) && !directories(train).isEmpty();
    Path training = split ? train : root;
    List<String> classes = classes(training);
    for (String name : classes) {
      digest.update("class\t%s\n".formatted(name).getBytes(StandardCharsets.UTF_8));
    }
    add(split ? DataSet.TRAIN : DataSet.ALL, training, split ? "train/" : "", classes, true);
    if (split && isThere(val)) {
      checkClassesOfVal(classes, val);
      add(DataSet.VAL, val, val.getFileName() + "/", classes, false);
    }
    return new DataSet(
        root,
        DataSet.Kind.FOLDER,
        new ClassNames(classes),
        splits,
        HexFormat.of().formatHex(digest.digest()),
        options.decoder(),
        Optional.empty(),
        options);
  }

  /** Where the validation images are, if anywhere: many data sets spell the name out. */
  private Path validation() {
    Path val = root.resolve(DataSet.VAL);
    return isThere(val) ? val : root.resolve("validation");
  }

  /** A link that leads nowhere is: it is refused by name, not taken for no validation images. */
  private static boolean isThere(Path directory) {
    return Files.isDirectory(directory) || Files.isSymbolicLink(directory);
  }

  private List<Path> directories(Path parent) {
    return FolderScan.directories(realRoot, options.followLinks(), parent);
  }

  private List<String> classes(Path training) {
    List<String> names = directories(training).stream().map(PathNames::of).toList();
    if (names.isEmpty()) {
      throw new UserException("%s holds no class directories: %s".formatted(training, LAYOUT));
    }
    if (names.size() == 1) {
      throw new UserException(
          "%s holds one class only, \"%s\", and there is nothing to tell apart: %s"
              .formatted(training, OneLine.of(names.get(0)), LAYOUT));
    }
    if (new HashSet<>(names).size() != names.size() || names.stream().anyMatch(String::isBlank)) {
      throw new UserException(
          "%s holds class directories with blank or equal names: rename them".formatted(training));
    }
    return names;
  }

  private void checkClassesOfVal(List<String> classes, Path val) {
    for (Path directory : directories(val)) {
      String name = PathNames.of(directory);
      if (Collections.binarySearch(classes, name, PathNames.BYTE_ORDER) < 0) {
        throw new UserException(
            "class \"%s\" is in %s but not in %s: add it there or remove it here"
                .formatted(OneLine.of(name), val, root.resolve(DataSet.TRAIN)));
      }
    }
  }

  private void add(
      String split, Path parent, String prefix, List<String> classes, boolean everyClass) {
    Map<String, Path> directories = new LinkedHashMap<>();
    directories(parent).forEach(path -> directories.put(PathNames.of(path), path));
    List<List<FolderScan.Entry>> byClass = new ArrayList<>();
    for (String name : classes) {
      Path directory = directories.get(name);
      List<FolderScan.Entry> entries =
          directory == null
              ? List.of()
              : FolderScan.images(realRoot, options.followLinks(), directory, prefix + name);
      if (entries.isEmpty() && everyClass) {
        throw new UserException(
            "class \"%s\" has no images: put %s files into %s or remove it"
                .formatted(OneLine.of(name), FolderScan.EXTENSIONS, parent.resolve(name)));
      }
      entries.forEach(this::digest);
      byClass.add(entries);
    }
    ImageSet images = new FolderImages(root, realRoot, side, options, byClass);
    if (images.size() == 0) {
      throw new UserException("%s holds no images: %s".formatted(parent, LAYOUT));
    }
    splits.put(split, images);
  }

  private void digest(FolderScan.Entry entry) {
    String line = entry.name() + "\t" + entry.size() + "\n";
    digest.update(line.getBytes(StandardCharsets.UTF_8));
  }
}
