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
import java.util.Comparator;
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
import java.util.stream.Stream;

/** The files of a run. It can be moved: everything inside is named relative to it. */
final class RunDirectory {
  static final String CHECKPOINTS = "checkpoints";
  static final String LAST = "last";
  static final String BEST = "best";

  /** How many checkpoints are kept besides the best. */
  static final int KEPT = 3;

  private static final String QUARANTINE = "quarantine.jsonl";
  private static final Pattern NAME = Pattern.compile("\\d+-\\d+");
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

  /** A path inside the run, relative to it. */
  String relative(Path inside) throws IOException {
    return root.toRealPath().relativize(inside.toRealPath()).toString();
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
    DurableFiles.replace(root.resolve("config.yml"), RunText.yaml(config));
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
    // Left by a process that died before it moved the link; what is in memory is what counts.
    DurableFiles.deleteTree(directory);
    CheckpointWriter.write(directory, network, statistics, state);
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
              .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
              .sorted(Comparator.comparingLong(RunDirectory::step))
              .toList();
    }
    Path best = checkpoints().resolve(BEST);
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      if (!Files.exists(best) || !Files.isSameFile(old, best)) {
        DurableFiles.deleteTree(old);
      }
    }
  }

  private static long step(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  /** Drops the lines of epochs that are about to be taken again, and a line torn by a crash. */
  void forgetAfter(int epochs) throws IOException {
    keep("metrics.jsonl", line -> line.endsWith("}") && epochOf(line, "{\"epoch\":") <= epochs);
    keep("summary.csv", line -> line.startsWith("epoch") || epochOf(line, "") <= epochs);
  }

  private static int epochOf(String line, String prefix) {
    Matcher matcher = Pattern.compile(Pattern.quote(prefix) + "(\\d+),.*").matcher(line);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
  }

  private void keep(String name, Predicate<String> wanted) throws IOException {
    Path file = root.resolve(name);
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
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
      for (String line : Files.readAllLines(file)) {
        lines.add(line.replaceFirst(",\"reason\":.*", ""));
      }
    }
    return lines;
  }

  /** Appends to journal.jsonl: what happened to the run. */
  void journal(String event, long step, Map<String, ?> details) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", clock.instant().toString());
    line.put("step", step);
    line.put("event", event);
    line.putAll(details);
    append("journal.jsonl", RunText.line(line) + "\n");
  }

  /** Appends an epoch to metrics.jsonl and to summary.csv. */
  void epoch(TrainListener.EpochInfo info, long step, Throughput throughput) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epoch", info.epoch());
    values.put("step", step);
    values.put("train_loss", info.trainLoss());
    values.put("train_top1_error", info.trainTop1Error());
    values.put("val_loss", info.valLoss());
    values.put("val_top1_error", info.valTop1Error());
    values.put("val_top5_error", info.valTop5Error());
    values.put("learning_rate", info.rate());
    values.putAll(throughput.keys());
    append("metrics.jsonl", RunText.line(values) + "\n");
    summary(info);
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
    if (!known.add(identity)) {
      return false;
    }
    line.put("reason", reason);
    append(QUARANTINE, RunText.line(line) + "\n");
    return true;
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
    Files.writeString(
        root.resolve(file),
        text,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
