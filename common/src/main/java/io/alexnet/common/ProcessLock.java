package io.alexnet.common;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two writers from the same place: a lock on a file that holds the number of the process that
 * has it. The system frees it when that process ends, in whatever way; the file stays.
 */
public final class ProcessLock implements AutoCloseable {
  /** Behind the end of any file, so that systems whose locks bar readers let the number be read. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /**
   * What this process holds. POSIX drops a process's locks on a file as soon as the process closes
   * it anywhere, so a file that is held must not even be opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

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
   * @param what it guards, for the message
   * @param remedy what a person may do if it is taken, such as "choose another --run"
   * @throws UserException if another process or this one has it, with the process's number
   */
  public static ProcessLock take(Path file, Path what, String remedy) throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent()).toRealPath();
    Path real = directory.resolve(Objects.requireNonNull(file.getFileName()));
    if (!HELD.add(real)) {
      throw taken(what, Long.toString(ProcessHandle.current().pid()), remedy);
    }
    ProcessLock lock = open(real);
    try {
      if (lock.channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        throw taken(what, Files.readString(real).replaceAll("\\D", ""), remedy);
      }
      byte[] number = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      lock.channel.truncate(0).write(ByteBuffer.wrap(number));
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

  private static UserException taken(Path what, String number, String remedy) {
    String process = number.isEmpty() ? "" : ", process " + number;
    return new UserException(
        "%s is being written by another run%s: wait for it or %s".formatted(what, process, remedy));
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
