package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Labelled images in a folder or a prepared store.
 *
 * @param location the directory it was opened from
 * @param kind what that directory was taken for
 * @param classes of every split
 * @param splits {@link #ALL} where the folder holds {@code <class>/...} directly, else {@link
 *     #TRAIN}, and {@link #VAL} and {@link #TEST} if there are any
 * @param fingerprint 64 hexadecimal digits; the same for a folder and the stores made from it. The
 *     SHA-256 of one line "class TAB name" for each class, then for each split, class and image, in
 *     order, of one line "name TAB size in bytes" (size -1 for what is no regular file). {@link
 *     #TEST} is no part of it, as no training depends on it
 * @param decoder what makes the pixels of a folder's JPEG files, or made those of a store's
 * @param statistics of the training images at the opened side; present for a store only
 * @param options how its files are found and read
 * @param layout what a folder was taken for, and what in it is skipped
 */
public record DataSet(
    Path location,
    Kind kind,
    ClassNames classes,
    Map<String, ImageSet> splits,
    String fingerprint,
    JpegDecoder decoder,
    Optional<Statistics> statistics,
    ReadOptions options,
    FolderLayout layout) {
  /** Name of the split to train on. */
  public static final String TRAIN = "train";

  /** Name of the split to measure on. */
  public static final String VAL = "val";

  /** Name of the split that neither trains nor chooses: for a last evaluation. A folder's only. */
  public static final String TEST = "test";

  /** Name of the only split of a data set that was not divided. */
  public static final String ALL = "all";

  static final int LARGEST_SIDE = 4096;

  private static final int NAMED = 5;

  /** What a directory was taken for. */
  public enum Kind {
    FOLDER,
    STORE
  }

  public DataSet {
    splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    if (splits.containsKey(TRAIN) == splits.containsKey(ALL)) {
      throw new IllegalArgumentException(
          "needs either \"train\" or \"all\", not " + splits.keySet());
    }
  }

  /**
   * Opens a prepared store, told by its manifest.json, or a folder. Lists a folder without opening
   * its files; verifies a store.
   *
   * @param side of the images to be read, 1 to 4096; of a store at most the side it was prepared at
   * @throws UserException if there is no usable data set, saying what to do
   */
  public static DataSet open(Path data, int side, ReadOptions options) {
    return open(data, side, options, Optional.empty());
  }

  /**
   * Opens a data set to be measured: its labels are those of a network's classes, of which it may
   * lack some.
   *
   * @param known the network's classes, by label; they become {@link #classes}
   * @throws UserException as {@link #open}, and if there are images of a class that is not known
   */
  public static DataSet openFor(ClassNames known, Path data, int side, ReadOptions options) {
    return open(data, side, options, Optional.of(known));
  }

  private static DataSet open(
      Path given, int side, ReadOptions options, Optional<ClassNames> known) {
    Path data = given.toString().isEmpty() ? Path.of(".") : given;
    if (side < 1 || side > LARGEST_SIDE) {
      throw new UserException("image side must be 1 to %d, not %d".formatted(LARGEST_SIDE, side));
    }
    if (!Files.isDirectory(data)) {
      throw new UserException(
          "%s is %s: name the directory of a data set"
              .formatted(data, Files.exists(data) ? "not a directory" : "not there"));
    }
    try {
      return Files.exists(data.resolve(StoreManifest.FILE))
          ? StoreReader.open(data, side, options, known)
          : Folder.open(data, side, options, known);
    } catch (IOException e) {
      throw new UserException("%s cannot be read: %s".formatted(data, Reason.of(e)), e);
    }
  }

  /**
   * Of a store, the SHA-256 of its manifest, which holds a digest of every other file; empty for a
   * folder, whose files would all have to be read.
   */
  public String contents() {
    try {
      return kind == Kind.STORE ? DurableFiles.sha256(location.resolve(StoreManifest.FILE)) : "";
    } catch (IOException e) {
      throw new UserException("%s cannot be read: %s".formatted(location, Reason.of(e)), e);
    }
  }

  /**
   * Sets for every split how long reading waits while the data is away, as {@link ImageSet#outlast}
   * says.
   */
  public void outlast(Duration longest, Consumer<String> heard) {
    splits.values().forEach(images -> images.outlast(longest, heard));
  }

  /** Describes the data set in a line for people: kind, classes, images by split, skipped files. */
  public String describe() {
    String images =
        splits.entrySet().stream()
            .map(split -> describe(split.getKey(), split.getValue().size()))
            .collect(Collectors.joining(", "));
    String skipped =
        layout.skipped().stream().map(Object::toString).collect(Collectors.joining(", "));
    return "%s: %s, %s, %s%s"
        .formatted(
            location,
            kind == Kind.STORE ? "prepared store" : "folder",
            listedClasses(),
            images,
            skipped.isEmpty() ? "" : "; skipped " + skipped);
  }

  /** A data set that is measured may lack some of the network's. */
  private String listedClasses() {
    BitSet labels = new BitSet();
    splits.values().forEach(s -> IntStream.range(0, s.size()).forEach(i -> labels.set(s.label(i))));
    List<String> here = labels.stream().mapToObj(classes::name).toList();
    String lacking = here.size() < classes.size() ? " of the network's " + classes.size() : "";
    return listed(here) + lacking;
  }

  private String describe(String split, int size) {
    String directory = layout.directories().getOrDefault(split, "");
    String where =
        directory.isEmpty() || directory.equals(split) ? "" : " in " + OneLine.of(directory) + "/";
    return "%s %d %s%s".formatted(split, size, size == 1 ? "image" : "images", where);
  }

  /** "3 classes (cat, dog, newt)"; of many, the first five. */
  static String listed(List<String> classes) {
    String names = classes.stream().limit(NAMED).map(OneLine::of).collect(Collectors.joining(", "));
    return "%d %s (%s%s)"
        .formatted(
            classes.size(),
            classes.size() == 1 ? "class" : "classes",
            names,
            classes.size() > NAMED ? ", ..." : "");
  }

  /** The same without {@link #TEST}. */
  DataSet withoutTest() {
    Map<String, ImageSet> others = new LinkedHashMap<>(splits);
    others.remove(TEST);
    return with(others, statistics);
  }

  /** The same files otherwise divided. */
  DataSet with(Map<String, ImageSet> newSplits, Optional<Statistics> newStatistics) {
    return new DataSet(
        location, kind, classes, newSplits, fingerprint, decoder, newStatistics, options, layout);
  }

  /** The images to train on. */
  public ImageSet training() {
    return Objects.requireNonNull(splits.getOrDefault(TRAIN, splits.get(ALL)));
  }

  /** The images to measure on, if there are any. */
  public Optional<ImageSet> validation() {
    return Optional.ofNullable(splits.get(VAL));
  }

  /**
   * This data set if it has {@link #VAL}; otherwise its images divided: of each class of n images,
   * max(1, round(share * n)) become {@link #VAL}, the rest {@link #TRAIN}. Which ones depends on
   * the seed and their names only. A store's statistics are dropped, since they cover what is now
   * held out.
   *
   * @param share of each class to hold out, more than 0 and less than 1
   * @throws UserException if a class has fewer than two images
   */
  public DataSet withHeldOutValidation(double share, long seed) {
    return splits.containsKey(VAL) ? this : HoldOut.divide(this, share, seed);
  }
}
