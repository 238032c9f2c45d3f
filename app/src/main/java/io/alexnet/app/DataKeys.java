package io.alexnet.app;

import io.alexnet.ingest.DataSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The fields of a command's JSON object that say what a directory was taken for. */
final class DataKeys {
  private DataKeys() {}

  static Map<String, Object> of(DataSet data) {
    Map<String, Integer> splits = new LinkedHashMap<>();
    data.splits().forEach((name, images) -> splits.put(name, images.size()));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("location", data.location().toString());
    keys.put("kind", data.kind().name().toLowerCase(Locale.ROOT));
    keys.put("classes", data.classes().names());
    keys.put("splits", splits);
    keys.put("directories", data.layout().directories());
    keys.put("skipped", data.layout().skipped());
    return keys;
  }
}
