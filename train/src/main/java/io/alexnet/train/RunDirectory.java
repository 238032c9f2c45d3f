package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.ProcessLock;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a run. It can be moved: everything inside is named relative to it. */
final class RunDirectory implements AutoCloseable {
  private static final String QUARANTINE = "quarantine.jsonl";

  /** Apart from metrics.jsonl, since a line for a thousand classes is long. */
  private static final String CLASSES = "classes.jsonl";

  private static final String SUMMARY_HEADER =
      "epoch,train_loss,train_top1,val_loss,val_top1,val_top5,lr\n";

  private static final String LOCK = ".lock";

  private final Path root;
  private final CheckpointStore checkpoints;
  private Optional<ProcessLock> lock = Optional.empty();

  /**
   * @param kept how many checkpoints are kept besides the best and the pinned
   */
  RunDirectory(Path root, int kept) {
    this.root = root;
    this.checkpoints = new CheckpointStore(root, kept);
  }

  /**
   * Keeps other writers out until it is closed; asked again, does nothing.
   *
   * @throws UserException if there is another writer
   */
  void hold() throws IOException {
    if (lock.isEmpty()) {
      lock =
          Optional.of(
              ProcessLock.take(
                  root.resolve(LOCK),
                  root + " is being written by another run",
                  "wait for it or choose another --run"));
    }
  }

  /**
   * To be asked before anything is looked at that takes time; leaves no trace.
   *
   * @throws UserException if there is a writer
   */
  static void requireNoWriter(Path root) throws IOException {
    if (Files.exists(root.resolve(LOCK))) {
      try (RunDirectory directory = new RunDirectory(root, 1)) {
        directory.hold();
      }
    }
  }

  /** Lets others write. */
  @Override
  public void close() {
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the directories and clears away what a process left that died. */
  void create() {
    try {
      checkpoints.prepare();
    } catch (IOException e) {
      throw new UserException(
          "run directory %s cannot be made: %s; choose another --run".formatted(root, Reason.of(e)),
          e);
    }
  }

  /** Where the images that could not be used are listed. */
  Path quarantineFile() {
    return root.resolve(QUARANTINE);
  }

  Path root() {
    return root;
  }

  CheckpointStore checkpoints() {
    return checkpoints;
  }

  /** A path inside the run, relative to it. */
  String relative(Path inside) throws IOException {
    return root.toRealPath().relativize(inside.toRealPath()).toString();
  }

  /** Settings with every default written out, and where the data was. */
  void writeConfig(TrainSettings settings, Path data, String fingerprint) throws IOException {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("data", data.toString());
    config.put("fingerprint", fingerprint);
    config.put("settings", settings);
    DurableFiles.replace(root.resolve("config.yml"), RunText.yaml(config));
  }

  /** Drops the lines of epochs that are about to be taken again, and a line torn by a crash. */
  void forgetAfter(int epochs) throws IOException {
    for (String file : List.of("metrics.jsonl", CLASSES)) {
      keep(file, line -> line.endsWith("}") && epochOf(line, "{\"epoch\":") <= epochs);
    }
    keep("summary.csv", line -> line.startsWith("epoch") || epochOf(line, "") <= epochs);
  }

  private static int epochOf(String line, String prefix) {
    Matcher matcher = Pattern.compile(Pattern.quote(prefix) + "(\\d+),.*").matcher(line);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
  }

  private void keep(String name, Predicate<String> wanted) throws IOException {
    Path file = root.resolve(name);
    if (Files.exists(file)) {
      List<String> lines = LineFile.read(file);
      List<String> kept = lines.stream().filter(wanted).toList();
      if (!kept.equals(lines)) {
        DurableFiles.replace(
            file, String.join("", kept.stream().map(line -> line + "\n").toList()));
      }
    }
  }

  /** The lines of quarantine.jsonl, each without its reason. */
  Set<String> quarantined() throws IOException {
    Path file = root.resolve(QUARANTINE);
    Set<String> lines = new HashSet<>();
    if (Files.exists(file)) {
      for (String line : LineFile.read(file)) {
        lines.add(line.replaceFirst(",\"reason\":.*", ""));
      }
    }
    return lines;
  }

  /** Appends an epoch to metrics.jsonl, classes.jsonl and summary.csv. */
  void epoch(TrainListener.EpochInfo info, long step, Throughput throughput) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epoch", info.epoch());
    values.put("step", step);
    values.put("train_loss", info.trainLoss());
    values.put("train_top1_error", info.trainTop1Error());
    values.put("val_loss", info.valLoss());
    values.put("val_top1_error", info.valTop1Error());
    values.put("val_top5_error", info.valTop5Error());
    values.put("val_mean_class_error", info.classes().mean());
    info.classes().worst().ifPresent(worst -> values.put("val_worst_class", worst));
    values.put("learning_rate", info.rate());
    values.put("dead_units", deadUnits(info));
    values.put("update_ratio", info.latest().ratios());
    values.put("gradient_norm", info.latest().gradientNorm());
    values.putAll(throughput.keys());
    append("metrics.jsonl", RunText.line(values) + "\n");
    append(
        CLASSES,
        RunText.line(
                Course.details(
                    "epoch", info.epoch(), "step", step, "classes", info.classes().named()))
            + "\n");
    summary(info);
  }

  private static Map<String, Object> deadUnits(TrainListener.EpochInfo info) {
    Map<String, Object> layers = new LinkedHashMap<>();
    info.deadUnits()
        .forEach(
            layer ->
                layers.put(
                    layer.layer(), Course.details("dead", layer.dead(), "units", layer.units())));
    return layers;
  }

  /**
   * Appends to quarantine.jsonl an image that could not be used, unless it is there.
   *
   * @param known what {@link #quarantined()} gave; grows
   * @return whether it was new
   */
  boolean quarantine(Set<String> known, String split, String name, String reason)
      throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("split", split);
    line.put("file", name);
    String identity = RunText.line(line).replaceFirst("}$", "");
    if (known.contains(identity)) {
      return false;
    }
    line.put("reason", reason);
    append(QUARANTINE, RunText.line(line) + "\n");
    return known.add(identity);
  }

  private void summary(TrainListener.EpochInfo info) throws IOException {
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
    LineFile.append(root.resolve(file), text);
  }
}
