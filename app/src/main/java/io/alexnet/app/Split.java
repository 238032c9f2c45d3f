package io.alexnet.app;

import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.train.Checkpoint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/** Which images of a data set are evaluated. */
enum Split {
  /** Those to measure on. */
  VAL,
  /** Those to train on. */
  TRAIN,
  /** Those of a data set that was not divided. */
  ALL;

  /**
   * What was chosen.
   *
   * @param name for people
   */
  record Chosen(String name, ImageSet images) {}

  /**
   * Finds the images. A data set without validation images that the checkpoint was trained on is
   * divided again as it was for training, so that nothing is measured on what was learned.
   *
   * @param wanted null for the default
   * @throws UserException if there are no such images
   */
  static Chosen choose(@Nullable Split wanted, DataSet data, Checkpoint trained) {
    boolean divided = data.validation().isPresent();
    boolean trainedOn = data.fingerprint().equals(trained.state().fingerprint());
    DataSet parts =
        divided || !trainedOn || wanted == ALL
            ? data
            : data.withHeldOutValidation(
                trained.settings().validationShare(), trained.settings().seed());
    Split split = Objects.requireNonNullElse(wanted, parts.validation().isPresent() ? VAL : ALL);
    return switch (split) {
      case VAL ->
          new Chosen(
              divided ? "val" : "the images held out in training",
              parts.validation().orElseThrow(() -> none(data, "validation images")));
      case TRAIN -> {
        if (!parts.splits().containsKey(DataSet.TRAIN)) {
          throw none(data, "training images");
        }
        yield new Chosen("train", parts.training());
      }
      case ALL -> {
        if (divided) {
          throw none(data, "undivided images");
        }
        yield new Chosen("all", data.training());
      }
    };
  }

  private static UserException none(DataSet data, String what) {
    return new UserException(
        "%s has no %s but %s: choose another --split"
            .formatted(data.location(), what, String.join(" and ", data.splits().keySet())));
  }

  /** val, train or all. */
  static final class Name implements ITypeConverter<Split> {
    @Override
    public Split convert(String value) {
      return Values.word(Split.class, value);
    }
  }
}
