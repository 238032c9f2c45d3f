package io.alexnet.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file of lines that grows: whatever happens to one of them, the next begins on its own. */
public final class LineFile {
  private LineFile() {}

  /**
   * Appends in UTF-8 and forces it to disk. If that fails, the file is as it was, as far as the
   * disk lets it be.
   *
   * @param lines each with its line break
   */
  static void append(Path file, String lines) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      String text = (endsInLine(channel) ? "" : "\n") + lines;
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      channel.position(end);
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      } catch (IOException e) {
        takeBack(channel, end, e);
        throw e;
      }
    }
  }

  /**
   * The lines without their breaks; a letter that a crash has cut in two is no reason not to read
   * them, and comes as U+FFFD.
   */
  public static List<String> read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  /** Where the disk is full, half a line may have found room. */
  private static void takeBack(FileChannel channel, long end, IOException failure) {
    try {
      channel.truncate(end);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Whether the last line is whole: a crash may have torn it. */
  private static boolean endsInLine(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.size() == 0
        || (channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n');
  }
}
