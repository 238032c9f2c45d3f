package io.alexnet.app;

import io.alexnet.ingest.DataSet;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a directory was taken for, in a line. */
final class DataLine {
  private DataLine() {}

  /** Such as "data: folder, 10 classes, train 1200 images, val 300 images". */
  static String of(DataSet data) {
    String splits =
        data.splits().entrySet().stream()
            .map(split -> split.getKey() + " " + Text.count(split.getValue().size(), "image"))
            .collect(Collectors.joining(", "));
    return "%s: %s, %s, %s"
        .formatted(
            data.location(),
            data.kind() == DataSet.Kind.STORE
                ? "prepared store"
                : data.kind().name().toLowerCase(Locale.ROOT),
            Text.count(data.classes().size(), "class"),
            splits);
  }
}
