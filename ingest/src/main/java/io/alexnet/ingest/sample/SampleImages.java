package io.alexnet.ingest.sample;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A data set of drawn pictures, for trying everything out without a download: ten classes that
 * differ in shape and texture, never in colour.
 *
 * <p>The pictures are as awkward as those of a real set: any size, a few grey, a few CMYK, and one
 * file cut short. Picture i of a class depends on the seed only, not on how many are drawn.
 */
public final class SampleImages {
  private static final List<Motif> MOTIFS = List.of(Motif.values());

  /** The splits, as parts of a picture's key. */
  private static final int TRAIN = 0;

  private static final int VAL = 1;

  /** The least that leaves every class a whole training image. */
  private static final int LEAST_TRAIN = 2;

  /** Names have four digits. */
  private static final int MOST = 9_999;

  /** One grey picture in so many, and one in CMYK. Coprime to the classes, so each gets some. */
  private static final int GREY_EVERY = 11;

  private static final int CMYK_EVERY = 23;

  /** The image of the training set that is cut short: the second of the second class. */
  private static final int CUT_SHORT = MOTIFS.size() + 1;

  private final Path root;
  private final long seed;
  private final Progress progress;
  private final int total;
  private int done;

  private SampleImages(Path root, long seed, Progress progress, int total) {
    this.root = root;
    this.seed = seed;
    this.progress = progress;
    this.total = total;
  }

  /**
   * What {@link #write} has written.
   *
   * @param images files in all, the one cut short among them
   * @param classes folders in {@code train}, and again in {@code val}
   */
  public record Written(int images, int classes) {}

  /** The class names, in order. */
  public static List<String> classes() {
    return MOTIFS.stream().map(Motif::label).toList();
  }

  /**
   * Writes {@code train/<class>/*.jpg} and {@code val/<class>/*.jpg}: the same bytes for the same
   * seed. The two folders appear when all is written; a second try after an interruption starts
   * anew.
   *
   * @param directory absent or empty
   * @param trainPerClass images a class in {@code train}, 2 to 9999
   * @param valPerClass images a class in {@code val}, 1 to 9999
   * @throws UserException if something is in the way or a number is out of range
   */
  public static Written write(
      Path directory, int trainPerClass, int valPerClass, long seed, Progress progress)
      throws IOException {
    requireBetween("training", trainPerClass, LEAST_TRAIN);
    requireBetween("validation", valPerClass, 1);
    // Inside the directory rather than beside it: this may be a mounted volume or where we are.
    Path draft = directory.resolve(".unfinished");
    requireVacant(directory, draft);
    DurableFiles.deleteTree(draft);
    Files.createDirectories(draft);
    int total = MOTIFS.size() * (trainPerClass + valPerClass);
    SampleImages images = new SampleImages(draft, seed, progress, total);
    images.writeSplit("train", TRAIN, trainPerClass);
    images.writeSplit("val", VAL, valPerClass);
    DurableFiles.rename(draft.resolve("val"), directory.resolve("val"));
    DurableFiles.rename(draft.resolve("train"), directory.resolve("train"));
    Files.delete(draft);
    return new Written(total, MOTIFS.size());
  }

  private void writeSplit(String split, int splitKey, int perClass) throws IOException {
    for (int label = 0; label < MOTIFS.size(); label++) {
      Path folder = root.resolve(split).resolve(MOTIFS.get(label).label());
      Files.createDirectories(folder);
      for (int i = 0; i < perClass; i++) {
        int number = i * MOTIFS.size() + label;
        KeyedRandom random = KeyedRandom.of(seed, splitKey, number, Purpose.SAMPLE_IMAGES);
        byte[] file = encode(number, Painter.paint(MOTIFS.get(label), random));
        boolean cutShort = splitKey == TRAIN && number == CUT_SHORT;
        String name =
            String.format(Locale.ROOT, cutShort ? "%04d-cut-short.jpg" : "%04d.jpg", i + 1);
        Files.write(folder.resolve(name), cutShort ? Arrays.copyOf(file, file.length / 2) : file);
        progress.at("drawing " + split, ++done, total);
      }
    }
  }

  private static byte[] encode(int number, RgbImage image) throws IOException {
    if (number % GREY_EVERY == 3) {
      return JpegFiles.grey(image);
    }
    return number % CMYK_EVERY == 7 ? JpegFiles.cmyk(image) : JpegFiles.rgb(image);
  }

  private static void requireBetween(String what, int perClass, int least) {
    if (perClass < least || perClass > MOST) {
      throw new UserException(
          "cannot draw "
              + perClass
              + " "
              + what
              + " images a class: ask for "
              + least
              + " to "
              + MOST);
    }
  }

  private static void requireVacant(Path directory, Path draft) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new UserException(directory + " is a file: name a new or an empty directory");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.anyMatch(entry -> !entry.equals(draft))) {
        throw new UserException(directory + " is not empty: name a new or an empty directory");
      }
    }
  }
}
