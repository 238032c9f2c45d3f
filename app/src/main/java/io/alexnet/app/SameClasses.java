package io.alexnet.app;

import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.train.Checkpoint;
import java.util.List;

/** Refuses to measure a network on classes that it does not know. */
final class SameClasses {
  private SameClasses() {}

  static void require(DataSet data, Checkpoint trained) {
    List<String> here = data.classes().names();
    List<String> there = trained.classes().names();
    if (here.equals(there)) {
      return;
    }
    throw new UserException(
        "the classes of %s are not those of the checkpoint: %s"
            .formatted(data.location(), difference(here, there)));
  }

  static String difference(List<String> here, List<String> there) {
    List<String> unknown = here.stream().filter(name -> !there.contains(name)).toList();
    List<String> absent = there.stream().filter(name -> !here.contains(name)).toList();
    if (!unknown.isEmpty()) {
      return "the network was not trained on \"%s\"%s; it has %s"
          .formatted(unknown.get(0), more(unknown), Text.count(there.size(), "class"));
    }
    return absent.isEmpty()
        ? "they come in another order"
        : "\"%s\"%s is missing from the data".formatted(absent.get(0), more(absent));
  }

  private static String more(List<String> names) {
    return names.size() == 1 ? "" : " (and %d more)".formatted(names.size() - 1);
  }
}
