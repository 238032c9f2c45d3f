package io.alexnet.train;

import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.TrainedOn;
import io.alexnet.ingest.TrainedOn.Relation;
import java.util.Optional;

/**
 * Images that a checkpoint's error is measured on.
 *
 * @param name for people
 */
public record Measured(String name, ImageSet images) {
  private static final String HELD_OUT = "the images held out in training";

  /** Which images of a data set. */
  public enum Split {
    /** Those to measure on: the data set's own, or those held out in training. */
    VAL,
    /** Those kept apart for a last evaluation. */
    TEST,
    /** Those to train on. */
    TRAIN,
    /** Those of a data set that was not divided. */
    ALL
  }

  /**
   * The images that show an error of use: none that the network was trained on.
   *
   * @param data opened for the checkpoint's classes; it may be the one trained on, that with images
   *     added or removed, or another one
   * @throws UserException if there are none, or nobody can tell
   */
  public static Measured byDefault(Checkpoint trained, DataSet data) {
    return new Choice(trained, data).byDefault();
  }

  /**
   * The images asked for.
   *
   * @throws UserException if there are no such images
   */
  public static Measured of(Split split, Checkpoint trained, DataSet data) {
    Choice choice = new Choice(trained, data);
    return switch (split) {
      case VAL -> choice.validation();
      case TEST -> choice.own(DataSet.TEST).orElseThrow(() -> choice.none("test images"));
      case TRAIN -> choice.training();
      case ALL -> choice.all();
    };
  }

  /** A checkpoint and a data set, and what they have to do with each other. */
  private record Choice(Checkpoint trained, DataSet data) {
    private TrainedOn known() {
      return trained.state().trainedOn();
    }

    private long seed() {
      return trained.settings().seed();
    }

    private boolean isSame() {
      return data.fingerprint().equals(trained.state().fingerprint());
    }

    Optional<Measured> own(String split) {
      return Optional.ofNullable(data.splits().get(split))
          .map(images -> new Measured(split, images));
    }

    Measured byDefault() {
      Optional<Measured> own = own(DataSet.VAL);
      if (own.isPresent() && (isSame() || !known().hasWitnesses())) {
        return own.get();
      }
      Measured all = own.orElseGet(() -> new Measured(DataSet.ALL, data.training()));
      return switch (relation(all.images)) {
        case OTHERS -> all;
        case SAME_NAMES -> {
          if (known().hasHeldOut()) {
            throw unsure("some have the names of images that the checkpoint was trained on");
          }
          yield all;
        }
        case TRAINED_ON -> heldOut(all.images);
      };
    }

    /** Images of the same fingerprint are the same, unless their files say otherwise. */
    private Relation relation(ImageSet images) {
      if (!known().hasWitnesses()) {
        if (isSame()) {
          return Relation.TRAINED_ON;
        }
        throw unsure("the checkpoint does not say which images it was trained on");
      }
      Relation relation = known().relation(images, data.classes(), seed());
      if (relation == Relation.SAME_NAMES && isSame()) {
        return Relation.TRAINED_ON;
      }
      return relation;
    }

    private Measured heldOut(ImageSet images) {
      if (!known().hasWitnesses()) {
        DataSet divided = data.withHeldOutValidation(trained.settings().validationShare(), seed());
        return new Measured(HELD_OUT, divided.validation().orElseThrow());
      }
      if (!known().hasHeldOut()) {
        throw unsure("they include images that the checkpoint was trained on");
      }
      ImageSet held = known().heldOut(images, data.classes(), seed());
      if (held.size() == 0) {
        throw unsure("the checkpoint was trained on all of them");
      }
      return new Measured(HELD_OUT, held);
    }

    Measured validation() {
      Optional<Measured> own = own(DataSet.VAL);
      if (own.isPresent()) {
        return own.get();
      }
      if (known().hasWitnesses() ? !known().hasHeldOut() : !isSame()) {
        throw none("validation images");
      }
      return heldOut(data.training());
    }

    Measured training() {
      if (data.validation().isEmpty() && known().hasHeldOut()) {
        return new Measured(
            DataSet.TRAIN, known().notHeldOut(data.training(), data.classes(), seed()));
      }
      if (data.validation().isEmpty() && !known().hasWitnesses() && isSame()) {
        return new Measured(
            DataSet.TRAIN,
            data.withHeldOutValidation(trained.settings().validationShare(), seed()).training());
      }
      return own(DataSet.TRAIN).orElseThrow(() -> none("training images"));
    }

    Measured all() {
      if (data.validation().isPresent()) {
        throw none("undivided images");
      }
      return new Measured(DataSet.ALL, data.training());
    }

    private UserException unsure(String why) {
      return new UserException(
          "the images of %s cannot be measured as they are: %s; choose which with alexnet evaluate --split=val, train or all"
              .formatted(data.location(), why));
    }

    private UserException none(String what) {
      return new UserException(
          "%s has no %s but %s: choose another --split"
              .formatted(data.location(), what, String.join(" and ", data.splits().keySet())));
    }
  }
}
