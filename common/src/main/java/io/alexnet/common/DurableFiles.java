package io.alexnet.common;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Files that are whole or not there: written under another name, forced to disk, then renamed into
 * place.
 */
public final class DurableFiles {
  private static final int READ_AT_A_TIME = 1 << 20;

  private DurableFiles() {}

  /** Replaces {@code file} by {@code text} in UTF-8, at once and durably. */
  public static void replace(Path file, String text) throws IOException {
    Path hidden = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.deleteIfExists(hidden);
    create(hidden, text);
    rename(hidden, file);
  }

  /**
   * Writes a new file in UTF-8 and forces it to disk. That its name lasts, too, takes {@link
   * #forceDirectory}.
   *
   * @return SHA-256 of what was to be written, in lower-case hexadecimal
   * @throws IOException if it exists or cannot be written
   */
  public static String create(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** Points a symbolic link elsewhere, at once and durably, or makes it. */
  public static void link(Path link, Path target) throws IOException {
    Path hidden = link.resolveSibling("." + link.getFileName() + ".tmp");
    Files.deleteIfExists(hidden);
    Files.createSymbolicLink(hidden, target);
    rename(hidden, link);
  }

  /**
   * Renames a file or directory over {@code target} in one step, then forces the directory that
   * holds both.
   */
  public static void rename(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(Objects.requireNonNull(target.toAbsolutePath().getParent(), "no parent"));
  }

  /** Forces a file's bytes to disk. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Forces a directory's entries to disk, where the system can (Windows cannot open a directory,
   * and need not).
   */
  public static void forceDirectory(Path directory) throws IOException {
    if (File.separatorChar == '\\') {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** SHA-256 of a file in lower-case hexadecimal, as {@code sha256sum} prints it. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int size = (int) Math.min(channel.size(), READ_AT_A_TIME - 1) + 1;
      ByteBuffer buffer = ByteBuffer.allocateDirect(size);
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        digest.update(buffer);
        buffer.clear();
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A fresh SHA-256, which every Java platform has. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Deletes a file, or a directory with all that is in it; links are removed, never followed. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
