package io.alexnet.common;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two writers from the same place: a lock on a file that holds the number of the process that
 * has it, and what that says of itself. The system frees it when that process ends, in whatever
 * way; the file stays.
 */
public final class ProcessLock implements AutoCloseable {
  /** Behind the end of any file, so that systems whose locks bar readers let the number be read. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /**
   * What this process holds, and what the file says. POSIX drops a process's locks on a file as
   * soon as the process closes it anywhere, so a file that is held must not even be opened.
   */
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it at once or not at all.
   *
   * @param file made if need be; its directory must exist
   * @param taken what a person is told if it is, such as "runs/a is being written by another run"
   * @param remedy what that person may do, such as "choose another --run"
   * @throws UserException if another process or this one has it, with the process's number
   */
  public static ProcessLock take(Path file, String taken, String remedy) throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent()).toRealPath();
    Path real = directory.resolve(Objects.requireNonNull(file.getFileName()));
    String holder = HELD.putIfAbsent(real, ownNumber());
    if (holder != null) {
      throw refusal(taken, holder, remedy);
    }
    ProcessLock lock = open(real);
    try {
      if (lock.channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        throw refusal(taken, Files.readString(real), remedy);
      }
      lock.write(ownNumber());
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static ProcessLock open(Path file) throws IOException {
    try {
      return new ProcessLock(
          file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  private static String ownNumber() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private void write(String text) throws IOException {
    channel.truncate(0).write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static UserException refusal(String taken, String holder, String remedy) {
    String process = holder.isEmpty() ? "" : ", process " + holder;
    return new UserException("%s%s: %s".formatted(taken, process, remedy));
  }

  /**
   * Lets whoever finds it taken know more than the process's number.
   *
   * @param where such as "at http://127.0.0.1:8600"
   */
  public void say(String where) throws IOException {
    String holder = ownNumber() + " " + where;
    HELD.replace(file, holder);
    write(holder);
  }

  /** Gives it up. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
