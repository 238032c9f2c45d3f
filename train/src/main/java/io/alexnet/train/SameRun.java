package io.alexnet.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alexnet.common.Composition;
import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a run may go on: only with the data and settings it had, or it would be another run. */
final class SameRun {
  /** Classes, in a message. */
  private static final int NAMED = 5;

  private SameRun() {}

  /**
   * The number of epochs may differ, so that a run can be prolonged.
   *
   * @throws UserException naming what differs
   */
  static void require(
      Checkpoint checkpoint, TrainSettings settings, DataSet data, CheckpointState.Source source) {
    if (!checkpoint.classes().equals(data.classes())) {
      throw otherClasses(checkpoint, data);
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
    return refused(checkpoint, "%s: %s then, %s now".formatted(what, before, now));
  }

  /** Names only what one side lacks, and no more than a few: there may be a thousand. */
  private static UserException otherClasses(Checkpoint checkpoint, DataSet data) {
    List<String> before = checkpoint.classes().names();
    List<String> now = data.classes().names();
    return refused(
        checkpoint,
        "classes: %d then, %d now; gone: %s; new: %s%s"
            .formatted(
                before.size(),
                now.size(),
                without(before, now),
                without(now, before),
                composition(before, now)));
  }

  /** Some names look the same and are not. */
  private static String composition(List<String> before, List<String> now) {
    Set<String> gone = new LinkedHashSet<>(before);
    now.forEach(gone::remove);
    for (String name : gone) {
      Optional<String> twin = Composition.twin(name, now);
      if (twin.isPresent()) {
        return "; \"%s\" was written with %s and is now with %s"
            .formatted(name, Composition.of(name), Composition.of(twin.get()));
      }
    }
    return "";
  }

  private static String without(List<String> names, List<String> others) {
    Set<String> left = new LinkedHashSet<>(names);
    others.forEach(left::remove);
    String few = left.stream().limit(NAMED).collect(Collectors.joining(", "));
    int more = left.size() - NAMED;
    return left.isEmpty() ? "none" : more > 0 ? "%s and %d more".formatted(few, more) : few;
  }

  private static UserException refused(Checkpoint checkpoint, String difference) {
    return new UserException(
        "the run cannot go on from %s, which differs in %s; give what it had, or start anew with another --run"
            .formatted(checkpoint.directory(), difference));
  }
}
