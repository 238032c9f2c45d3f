package io.alexnet.train.faulty;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A directory whose operations are counted, can fail and can be the last ones. Code under test is
 * given {@link #root()}, a path of a file system of its own; everything else looks at the real
 * directory.
 *
 * <p>Changes are what counts: creating, writing, forcing, renaming, deleting. Before each the disk
 * asks its {@link Rule}. Bytes that were not forced, and names whose directory was not, are known,
 * and {@link #loseUnforced} takes them away as a loss of power does.
 */
public final class FaultyDisk {
  private final Path real;
  private final Unforced unforced;
  private final Path root;
  private final List<Operation> operations = new ArrayList<>();
  private Rule rule = operation -> {};
  private long room = Long.MAX_VALUE;
  private boolean dead;

  /** What changes a disk. */
  public enum Kind {
    CREATE_FILE,
    CREATE_DIRECTORY,
    CREATE_LINK,
    WRITE,
    FORCE,
    RENAME,
    DELETE
  }

  /**
   * A change that is about to be made.
   *
   * @param number from 0
   * @param path relative to the disk's root, with slashes; of a rename the old one
   */
  public record Operation(int number, Kind kind, String path) {
    /** Whether it is of that kind and its path matches the regular expression. */
    public boolean is(Kind wanted, String pattern) {
      return kind == wanted && path.matches(pattern);
    }
  }

  /** Says what becomes of an operation. */
  @FunctionalInterface
  public interface Rule {
    /**
     * Returns if it shall be done; calls {@link FaultyDisk#die} or ends the process if it shall be
     * the last.
     *
     * @throws IOException if it shall fail, with this
     */
    void before(Operation operation) throws IOException;
  }

  /** Thrown by every operation from a death on: nothing can be tidied up any more. */
  public static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param real an existing directory
   * @param lost a place beside it, not in it, on the same file system, for what may come back
   */
  public FaultyDisk(Path real, Path lost) throws IOException {
    this.real = real.toRealPath();
    this.unforced = new Unforced(this.real, lost);
    this.root = new FaultyFileSystem(this, this.real.getFileSystem()).wrap(this.real);
  }

  /** The directory as the code under test is to see it. */
  public Path root() {
    return root;
  }

  /** Asked before every operation from now on. */
  public synchronized void rule(Rule newRule) {
    rule = newRule;
  }

  /**
   * So many bytes can still be written; the write that meets the end is cut, the next one fails.
   */
  public synchronized void room(long bytes) {
    room = bytes;
  }

  /** All operations so far, failed ones too. */
  public synchronized List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** Every operation fails from now on, this one first. */
  public void die() {
    synchronized (this) {
      dead = true;
    }
    throw new Death();
  }

  /**
   * Loses what was not forced to disk, and ends the disk: look at the real directory from now on.
   *
   * @param damage to files with bytes that were not forced
   * @param random decides how many of each directory's latest changes come undone
   */
  public synchronized void loseUnforced(Damage damage, RandomGenerator random) throws IOException {
    dead = true;
    unforced.lose(damage, random);
  }

  void before(Kind kind, Path path) throws IOException {
    requireAlive();
    String name = real.relativize(path.toAbsolutePath()).toString().replace('\\', '/');
    // Outside the lock: a rule may wait while others work.
    next(kind, name).ask();
  }

  private record Question(Rule rule, Operation operation) {
    void ask() throws IOException {
      rule.before(operation);
    }
  }

  private synchronized Question next(Kind kind, String name) {
    Operation operation = new Operation(operations.size(), kind, name);
    operations.add(operation);
    return new Question(rule, operation);
  }

  /** How many of {@code wanted} bytes may be written. */
  synchronized int take(int wanted) throws IOException {
    if (wanted > 0 && room == 0) {
      throw new IOException("No space left on device");
    }
    int taken = (int) Math.min(wanted, room);
    room -= taken;
    return taken;
  }

  synchronized void requireAlive() {
    if (dead) {
      throw new Death();
    }
  }

  Unforced unforced() {
    return unforced;
  }
}
