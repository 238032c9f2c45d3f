package io.alexnet.train;

import io.alexnet.common.DurableFiles;
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

  /** By steps, never by a clock; the later epoch where validation came between. */
  private static final Comparator<Path> BY_STEP =
      Comparator.comparingLong((Path path) -> number(path, 2))
          .thenComparingLong(path -> number(path, 1));

  private final Path directory;
  private final CheckpointLinks links;
  private final int kept;

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
   * Makes the directory if need be, and deletes what a process left that died at its work. Only for
   * the process that holds the run.
   */
  void prepare() throws IOException {
    Files.createDirectories(directory);
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
    Optional<Path> best = links.best();
    if (best.isPresent()) {
      return best;
    }
    List<Path> all = list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * Opens the newest that is good. Damaged ones that are newer are renamed, never deleted, and the
   * links put right. Only for the process that holds the run.
   *
   * @param setAside hears of each: where it is now and why
   * @throws UserException if there is none, or the newest that is whole cannot be used
   */
  Checkpoint newest(BiConsumer<Path, String> setAside) throws IOException {
    List<Path> all = new ArrayList<>(list());
    while (!all.isEmpty()) {
      Path candidate = all.remove(all.size() - 1);
      try {
        Checkpoint checkpoint = CheckpointReader.read(candidate);
        CheckpointReader.requireFinite(checkpoint);
        links.mend(list());
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
    String name = checkpoint.getFileName() + suffix;
    Path aside = checkpoint.resolveSibling(name);
    for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
      aside = checkpoint.resolveSibling(name + i);
    }
    DurableFiles.rename(checkpoint, aside);
    return aside;
  }

  /**
   * The checkpoint of a name, "last" and "best" included.
   *
   * @throws UserException if there is none
   */
  Path named(String name) {
    Path named = directory.resolve(name);
    boolean isLink = name.equals(CheckpointLinks.LAST) || name.equals(CheckpointLinks.BEST);
    if (!(isLink || NAME.matcher(name).matches()) || !Files.isDirectory(named)) {
      throw new UserException("there is no checkpoint '%s' in %s".formatted(name, directory));
    }
    return named;
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
    links.mend(list());
    return abandoned;
  }

  /**
   * Saves: writes under a hidden name, verifies, renames, moves the links, and only then deletes
   * what is no longer kept.
   *
   * @return where
   * @throws IOException if it failed: what was there before still is, and nothing half done
   */
  Path save(List<Tensor> tensors, CheckpointState state) throws IOException {
    String name = String.format(Locale.ROOT, "%03d-%08d", state.epoch(), state.step());
    Path hidden = directory.resolve("." + name + ".partial");
    Path saved = directory.resolve(name);
    DurableFiles.deleteTree(hidden);
    try {
      CheckpointWriter.write(hidden, tensors, state);
      publish(hidden, saved);
    } catch (IOException | RuntimeException | Error e) {
      discard(hidden, e);
      throw e;
    }
    links.mend(list());
    deleteOld(saved);
    return saved;
  }

  /** Never tries to mend a file whose way to the disk has failed: all of it goes. */
  private static void discard(Path hidden, Throwable failure) {
    try {
      DurableFiles.deleteTree(hidden);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void publish(Path hidden, Path saved) throws IOException {
    if (Files.exists(saved, LinkOption.NOFOLLOW_LINKS)) {
      if (isSame(saved, hidden)) {
        DurableFiles.deleteTree(hidden);
        DurableFiles.forceDirectory(directory);
        return;
      }
      setAside(saved, isWhole(saved) ? ABANDONED : BROKEN);
    }
    DurableFiles.rename(hidden, saved);
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
    for (Path checkpoint : all) {
      if (!wanted.contains(checkpoint) && !isPinned(checkpoint) && !links.isBest(checkpoint)) {
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
