package io.alexnet.ingest;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The part of a data set that a directory is for, by the names that data sets use. */
enum SplitName {
  TRAIN("train|training|trn|trainval"),
  VAL("val|valid|validate|validation|dev|development|eval|evaluation|publictest"),
  TEST("test|testing|tst|holdout|privatetest"),
  /** Images without labels: of no use here. */
  UNLABELLED("pred|predict|prediction|predictions|unlabeled|unlabelled|unsup");

  /**
   * What may stand before and behind the word: seg_train, ILSVRC2012_img_val, train2017, test set.
   */
  private static final String BEFORE =
      "(?:(?:ilsvrc ?\\d{4} ?)?(?:seg|img|imgs|image|images|data) ?)?";

  private static final String BEHIND =
      " ?(?:set|data|dataset|img|imgs|image|images|split|folder|\\d{1,4})?";

  private final Pattern pattern;

  SplitName(String words) {
    this.pattern = Pattern.compile(BEFORE + "(?:" + words + ")" + BEHIND);
  }

  /** Letter case, and whether words are joined by "_", "-", "." or a space, make no difference. */
  static Optional<SplitName> of(String directory) {
    String plain =
        Normalizer.normalize(directory, Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[-_.\\s]+", " ")
            .strip();
    for (SplitName name : values()) {
      if (name.pattern.matcher(plain).matches()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  static Optional<SplitName> of(Path directory) {
    return of(PathNames.of(directory));
  }
}
