package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory {@code checkpoints/} of a run. What has a checkpoint's name in it is whole and
 * never changes; what is under way or on its way out has a hidden name. Written by one process at a
 * time, which holds the run, and by one thread of it; read by anyone.
 */
public final class CheckpointStore {
  static final String DIRECTORY = "checkpoints";

  private static final String PINNED = ".pinned";
  private static final String BROKEN = ".broken";
  private static final String ABANDONED = ".abandoned";
  private static final Pattern NAME = Pattern.compile("(\\d{1,9})-(\\d{1,18})");
  private static final Pattern OF_ANOTHER_WAY =
      Pattern.compile("(\\d{1,9}-\\d{1,18})\\.abandoned\\d*");
  private static final Pattern HIDDEN = Pattern.compile("\\..*\\.(partial|deleted|tmp)");
  private static final Pattern REPLACED = Pattern.compile("\\.(\\d{1,9}-\\d{1,18})\\.replaced");

  /** By steps, never by a clock; the later epoch where validation came between. */
  private static final Comparator<Path> BY_STEP =
      Comparator.comparingLong((Path path) -> number(path, 2))
          .thenComparingLong(path -> number(path, 1));

  private final Path directory;
  private final CheckpointLinks links;
  private final int kept;

  /**
   * A checkpoint that is on disk and verified.
   *
   * @param directory of the checkpoint
   * @param note in one line, what could not be done after the save; empty if all was
   */
  record Saved(Path directory, String note) {}

  /**
   * @param run the run's directory
   * @param kept how many checkpoints are kept besides the best and the pinned
   */
  CheckpointStore(Path run, int kept) {
    this.directory = run.resolve(DIRECTORY);
    this.links = new CheckpointLinks(directory);
    this.kept = kept;
  }

  /** To read from, and to pin in. */
  public static CheckpointStore of(Path run) {
    return new CheckpointStore(run, Integer.MAX_VALUE);
  }

  /**
   * Makes the directory if need be, deletes what a process left that died at its work, and takes a
   * checkpoint back that it was about to replace. Only for the process that holds the run.
   */
  void prepare() throws IOException {
    Files.createDirectories(directory);
    settleReplaced();
    for (Path left : entries(name -> HIDDEN.matcher(name).matches())) {
      DurableFiles.deleteTree(left);
    }
    // Otherwise a loss of power could take the directory with all that is in it.
    Path run = Objects.requireNonNull(directory.toAbsolutePath().getParent());
    DurableFiles.forceDirectory(run);
    DurableFiles.forceDirectory(Objects.requireNonNullElse(run.getParent(), run));
  }

  /** All that bear a checkpoint's name, by step, the newest last. */
  List<Path> list() throws IOException {
    return entries(name -> NAME.matcher(name).matches()).stream().sorted(BY_STEP).toList();
  }

  private List<Path> entries(Predicate<String> wanted) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(path -> wanted.test(path.getFileName().toString())).toList();
    }
  }

  private static long number(Path checkpoint, int group) {
    Matcher matcher = NAME.matcher(checkpoint.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(group)) : -1;
  }

  /** Whether no checkpoint has ever been here. */
  boolean isEmpty() throws IOException {
    return entries(name -> name.equals(CheckpointLinks.LAST) || NAME.matcher(name).lookingAt())
        .isEmpty();
  }

  /** The one to show what the run has learnt: the best, else the newest. */
  Optional<Path> toShow() throws IOException {
    Optional<Path> best = best();
    return best.isPresent() ? best : last();
  }

  /** The newest checkpoint, if there is one. */
  public Optional<Path> last() throws IOException {
    return last(list());
  }

  private static Optional<Path> last(List<Path> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * The checkpoint saved at an epoch's end with the lowest validation error, the earliest of
   * equals, if there is one.
   */
  public Optional<Path> best() throws IOException {
    // The link spares the reading of every checkpoint's state.
    Optional<Path> linked = links.best();
    return linked.isPresent() ? linked : best(list());
  }

  private static Optional<Path> best(List<Path> all) {
    double lowest = Double.MAX_VALUE;
    Optional<Path> best = Optional.empty();
    for (Path checkpoint : all) {
      double error = error(checkpoint);
      if (error < lowest) {
        lowest = error;
        best = Optional.of(checkpoint);
      }
    }
    return best;
  }

  /** Validation error of one that was saved at an epoch's end; of any other the largest number. */
  private static double error(Path checkpoint) {
    try {
      CheckpointState state = CheckpointReader.state(checkpoint);
      double error = state.lastEpoch().valTop1Error();
      return state.stepInEpoch() == 0 && error >= 0 ? error : Double.MAX_VALUE;
    } catch (IOException | UserException e) {
      return Double.MAX_VALUE;
    }
  }

  /**
   * Opens the newest that is good. Damaged ones that are newer are renamed, never deleted. Only for
   * the process that holds the run.
   *
   * @param setAside hears of each: where it is now and why
   * @throws UserException if there is none, or the newest that is whole cannot be used
   */
  Checkpoint newest(BiConsumer<Path, String> setAside) throws IOException {
    settleReplaced();
    List<Path> all = new ArrayList<>(list());
    while (!all.isEmpty()) {
      Path candidate = all.remove(all.size() - 1);
      try {
        Checkpoint checkpoint = CheckpointReader.read(candidate);
        CheckpointReader.requireFinite(checkpoint);
        updateLinks();
        return checkpoint;
      } catch (DamagedCheckpointException e) {
        setAside.accept(setAside(candidate, BROKEN), e.getMessage());
      }
    }
    throw new UserException(
        "%s has held checkpoints and none is whole: put one back, or start anew with another --run"
            .formatted(directory));
  }

  private Path setAside(Path checkpoint, String suffix) throws IOException {
    return setAside(checkpoint, checkpoint, suffix);
  }

  /** Renames {@code directory}, which is or was called {@code checkpoint}. */
  private static Path setAside(Path directory, Path checkpoint, String suffix) throws IOException {
    String name = checkpoint.getFileName() + suffix;
    Path aside = checkpoint.resolveSibling(name);
    for (int i = 2; exists(aside); i++) {
      aside = checkpoint.resolveSibling(name + i);
    }
    DurableFiles.rename(directory, aside);
    return aside;
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Links that cannot be made cost nothing but their convenience.
   *
   * @return why they were not made, in one line; empty if they were
   */
  private String updateLinks() throws IOException {
    List<Path> all = list();
    try {
      links.update(last(all), best(all));
      return "";
    } catch (IOException e) {
      return "the links last and best cannot be made: %s".formatted(Reason.of(e));
    }
  }

  /**
   * The checkpoint of a name, "last" and "best" included.
   *
   * @throws UserException if there is none
   */
  Path named(String name) throws IOException {
    return find(name)
        .orElseThrow(
            () ->
                new UserException("there is no checkpoint '%s' in %s".formatted(name, directory)));
  }

  private Optional<Path> find(String name) throws IOException {
    return switch (name) {
      case CheckpointLinks.LAST -> last();
      case CheckpointLinks.BEST -> best();
      default ->
          Optional.of(directory.resolve(name))
              .filter(path -> NAME.matcher(name).matches() && Files.isDirectory(path));
    };
  }

  /**
   * Renames those that were saved after one: the run goes on from there another way.
   *
   * @return their new names, which are nobody's from now on
   */
  List<Path> abandonAfter(Path last) throws IOException {
    List<Path> abandoned = new ArrayList<>();
    for (Path checkpoint : list()) {
      if (BY_STEP.compare(checkpoint, last) > 0) {
        abandoned.add(setAside(checkpoint, ABANDONED));
      }
    }
    updateLinks();
    return abandoned;
  }

  /**
   * Saves: writes under a hidden name, verifies and renames. Then moves the links and deletes what
   * is no longer kept; a failure of these costs no checkpoint.
   *
   * @throws IOException if it failed: what was there before still is, and nothing half done
   */
  Saved save(List<Tensor> tensors, CheckpointState state) throws IOException {
    String name = String.format(Locale.ROOT, "%03d-%08d", state.epoch(), state.step());
    Path hidden = directory.resolve("." + name + ".partial");
    Path saved = directory.resolve(name);
    DurableFiles.deleteTree(hidden);
    try {
      CheckpointWriter.write(hidden, tensors, state);
      publish(hidden, saved);
    } catch (IOException | RuntimeException | Error e) {
      undo(hidden, e);
      throw e;
    }
    return new Saved(saved, tidyUp(saved));
  }

  /**
   * Deletes all of a failed save: a file whose way to the disk has failed is never written again.
   */
  private void undo(Path hidden, Throwable failure) {
    try {
      settleReplaced();
      DurableFiles.deleteTree(hidden);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private String tidyUp(Path saved) {
    try {
      settleReplaced();
      String note = updateLinks();
      deleteOld(saved);
      return note;
    } catch (IOException e) {
      return "older checkpoints cannot be deleted: %s".formatted(Reason.of(e));
    }
  }

  private void publish(Path hidden, Path saved) throws IOException {
    if (exists(saved)) {
      if (isSame(saved, hidden)) {
        DurableFiles.deleteTree(hidden);
        DurableFiles.forceDirectory(directory);
        return;
      }
      if (isWhole(saved)) {
        DurableFiles.rename(saved, saved.resolveSibling("." + saved.getFileName() + ".replaced"));
      } else {
        setAside(saved, BROKEN);
      }
    }
    DurableFiles.rename(hidden, saved);
  }

  /**
   * Ends a replacement: where the new checkpoint is there, the one before of the same step is
   * abandoned; where it is not, the one before gets its name back.
   */
  private void settleReplaced() throws IOException {
    for (Path replaced : entries(name -> REPLACED.matcher(name).matches())) {
      Matcher matcher = REPLACED.matcher(replaced.getFileName().toString());
      Path checkpoint = replaced.resolveSibling(matcher.replaceFirst("$1"));
      if (exists(checkpoint)) {
        setAside(replaced, checkpoint, ABANDONED);
      } else {
        DurableFiles.rename(replaced, checkpoint);
      }
    }
  }

  /** Whether a process that died, or a request before this one, saved the very same. */
  private static boolean isSame(Path one, Path other) throws IOException {
    return isWhole(one)
        && Files.mismatch(one.resolve(Checkpoint.SUMS), other.resolve(Checkpoint.SUMS)) < 0;
  }

  private static boolean isWhole(Path checkpoint) throws IOException {
    try {
      CheckpointReader.read(checkpoint);
      return true;
    } catch (DamagedCheckpointException | UserException e) {
      return false;
    }
  }

  /** Keeps a checkpoint until it is unpinned: by a file beside it that bears its name. */
  public void pin(Path checkpoint) throws IOException {
    Path pin = pinOf(checkpoint);
    if (!Files.exists(pin)) {
      DurableFiles.create(pin, "");
    }
    DurableFiles.forceDirectory(directory);
  }

  /** Lets it go its way. */
  public void unpin(Path checkpoint) throws IOException {
    Files.deleteIfExists(pinOf(checkpoint));
    DurableFiles.forceDirectory(directory);
  }

  /** Whether it is kept until it is unpinned. */
  public boolean isPinned(Path checkpoint) {
    return Files.exists(pinOf(checkpoint));
  }

  private Path pinOf(Path checkpoint) {
    return directory.resolve(checkpoint.getFileName() + PINNED);
  }

  private void deleteOld(Path saved) throws IOException {
    List<Path> all = list();
    Set<Path> wanted = new HashSet<>(all.subList(Math.max(0, all.size() - kept), all.size()));
    wanted.add(saved);
    best(all).ifPresent(wanted::add);
    for (Path checkpoint : all) {
      if (!wanted.contains(checkpoint) && !isPinned(checkpoint)) {
        delete(checkpoint);
      }
    }
    deleteAbandoned(saved);
  }

  /** Once the way that was taken instead has come as far. One that is pinned stays. */
  private void deleteAbandoned(Path saved) throws IOException {
    for (Path abandoned : entries(name -> OF_ANOTHER_WAY.matcher(name).matches())) {
      Matcher matcher = OF_ANOTHER_WAY.matcher(abandoned.getFileName().toString());
      Path once = abandoned.resolveSibling(matcher.replaceFirst("$1"));
      if (BY_STEP.compare(once, saved) <= 0 && !isPinned(once)) {
        delete(abandoned);
      }
    }
  }

  /** Renamed first, so that under its name it is whole until it is gone. */
  private void delete(Path checkpoint) throws IOException {
    Path hidden = checkpoint.resolveSibling("." + checkpoint.getFileName() + ".deleted");
    DurableFiles.deleteTree(hidden);
    DurableFiles.rename(checkpoint, hidden);
    DurableFiles.deleteTree(hidden);
  }
}
