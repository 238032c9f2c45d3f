package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.Composition;
import io.alexnet.common.UserException;
import java.util.Optional;

/** Refuses images of a class that has no label. */
final class KnownClasses {
  private KnownClasses() {}

  /**
   * @param place the images' directory
   * @param where the known classes come from
   */
  static UserException unknown(String name, String place, ClassNames known, String where) {
    Optional<String> twin = Composition.twin(name, known.names());
    if (twin.isPresent()) {
      return new UserException(
          "class \"%s\" is written with %s in %s and with %s in %s: rename one of them"
              .formatted(
                  OneLine.of(name),
                  Composition.of(name),
                  place,
                  Composition.of(twin.get()),
                  where));
    }
    return new UserException(
        "class \"%s\" is in %s but not in %s, which has %s: add it there or move it out of the data"
            .formatted(OneLine.of(name), place, where, DataSet.listed(known.names())));
  }
}
