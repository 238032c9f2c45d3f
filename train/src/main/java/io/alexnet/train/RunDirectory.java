package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a run. It can be moved: everything inside is named relative to it. */
final class RunDirectory {
  static final String CHECKPOINTS = "checkpoints";
  static final String LAST = "last";
  static final String BEST = "best";

  /** How many checkpoints are kept besides the best. */
  static final int KEPT = 3;

  private static final String SUMMARY_HEADER =
      "epoch,train_loss,train_top1,val_loss,val_top1,val_top5,lr\n";

  private final Path root;
  private final Clock clock;

  RunDirectory(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  /** Makes the directories. */
  void create() {
    try {
      Files.createDirectories(checkpoints());
    } catch (IOException e) {
      throw new UserException(
          "run directory %s cannot be made: %s; choose another --run".formatted(root, e), e);
    }
  }

  Path root() {
    return root;
  }

  private Path checkpoints() {
    return root.resolve(CHECKPOINTS);
  }

  /** The checkpoint to go on from. */
  Optional<Path> last() {
    Path last = checkpoints().resolve(LAST);
    return Files.exists(last, LinkOption.NOFOLLOW_LINKS) ? Optional.of(last) : Optional.empty();
  }

  /** Settings with every default written out, and where the data was. */
  void writeConfig(TrainSettings settings, Path data, String fingerprint) throws IOException {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("data", data.toString());
    config.put("fingerprint", fingerprint);
    config.put("settings", settings);
    DurableFiles.replace(root.resolve("config.yml"), Json.yaml(config));
  }

  /**
   * Saves, moves the links, then deletes what is no longer kept.
   *
   * @param best whether this is the best so far
   * @return where
   */
  Path save(AlexNet network, Statistics statistics, CheckpointState state, boolean best)
      throws IOException {
    String name = String.format(Locale.ROOT, "%03d-%08d", state.epoch(), state.step());
    Path directory = checkpoints().resolve(name);
    if (!Files.exists(directory)) {
      CheckpointWriter.write(directory, network, statistics, state);
    }
    link(LAST, name);
    if (best) {
      link(BEST, name);
    }
    deleteOld();
    return directory;
  }

  private void link(String link, String target) throws IOException {
    Path hidden = checkpoints().resolve("." + link + ".tmp");
    Files.deleteIfExists(hidden);
    Files.createSymbolicLink(hidden, Path.of(target));
    DurableFiles.rename(hidden, checkpoints().resolve(link));
  }

  private void deleteOld() throws IOException {
    List<Path> all;
    try (Stream<Path> entries = Files.list(checkpoints())) {
      all =
          entries
              .filter(path -> path.getFileName().toString().matches("\\d+-\\d+"))
              .sorted()
              .toList();
    }
    Path best = checkpoints().resolve(BEST);
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      if (!Files.exists(best) || !Files.isSameFile(old, best)) {
        DurableFiles.deleteTree(old);
      }
    }
  }

  /** Appends to journal.jsonl: what happened to the run. */
  void journal(String event, long step, Map<String, ?> details) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", clock.instant().toString());
    line.put("step", step);
    line.put("event", event);
    line.putAll(details);
    append("journal.jsonl", Json.line(line) + "\n");
  }

  /** Appends to metrics.jsonl. */
  void metrics(Map<String, ?> values) throws IOException {
    append("metrics.jsonl", Json.line(values) + "\n");
  }

  /** Appends to quarantine.jsonl: an image that could not be used. */
  void quarantine(String split, String name, String reason) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("split", split);
    line.put("file", name);
    line.put("reason", reason);
    append("quarantine.jsonl", Json.line(line) + "\n");
  }

  /** Appends to summary.csv: one line for each epoch. */
  void summary(TrainListener.EpochInfo info) throws IOException {
    if (!Files.exists(root.resolve("summary.csv"))) {
      append("summary.csv", SUMMARY_HEADER);
    }
    append(
        "summary.csv",
        String.format(
            Locale.ROOT,
            "%d,%.6f,%.6f,%.6f,%.6f,%.6f,%s\n",
            info.epoch(),
            info.trainLoss(),
            info.trainTop1Error(),
            info.valLoss(),
            info.valTop1Error(),
            info.valTop5Error(),
            info.rate()));
  }

  private void append(String file, String text) throws IOException {
    Files.writeString(
        root.resolve(file),
        text,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
