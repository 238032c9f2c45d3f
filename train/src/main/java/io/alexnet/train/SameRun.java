package io.alexnet.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import java.util.Map.Entry;
import java.util.Optional;

/** Whether a run may go on: only with the data and settings it had, or it would be another run. */
final class SameRun {
  private SameRun() {}

  /**
   * The number of epochs may differ, so that a run can be prolonged.
   *
   * @throws UserException naming what differs
   */
  static void require(
      Checkpoint checkpoint, TrainSettings settings, DataSet data, CheckpointState.Source source) {
    if (!checkpoint.classes().equals(data.classes())) {
      throw differs(
          checkpoint,
          "classes",
          checkpoint.classes().names().toString(),
          data.classes().names().toString());
    }
    if (!checkpoint.state().fingerprint().equals(data.fingerprint())) {
      throw differs(
          checkpoint, "data set fingerprint", checkpoint.state().fingerprint(), data.fingerprint());
    }
    difference("", RunText.tree(checkpoint.state().source()), RunText.tree(source))
        .or(() -> difference("", comparable(checkpoint.state().begun()), comparable(settings)))
        .ifPresent(
            d -> {
              throw differs(checkpoint, d.name(), d.before().toString(), d.now().toString());
            });
  }

  private static JsonNode comparable(TrainSettings settings) {
    JsonNode tree = RunText.tree(settings);
    ((ObjectNode) tree.get("optimiser")).remove("epochs");
    return tree;
  }

  private record Difference(String name, JsonNode before, JsonNode now) {}

  private static Optional<Difference> difference(String name, JsonNode before, JsonNode now) {
    if (!before.isObject()) {
      return before.equals(now) ? Optional.empty() : Optional.of(new Difference(name, before, now));
    }
    for (Entry<String, JsonNode> entry : before.properties()) {
      String path = name.isEmpty() ? entry.getKey() : name + "." + entry.getKey();
      Optional<Difference> found = difference(path, entry.getValue(), now.path(entry.getKey()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static UserException differs(
      Checkpoint checkpoint, String what, String before, String now) {
    return new UserException(
        "the run cannot go on from %s: its %s was %s and is now %s; give what it had, or start anew with another --run"
            .formatted(checkpoint.directory(), what, before, now));
  }
}
