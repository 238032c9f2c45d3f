package io.alexnet.app;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Paths of the command line, of whatever bytes.
 *
 * <p>Java decodes arguments by the locale, and a byte that is no text there is lost. Linux keeps
 * the bytes in /proc/self/cmdline. Where that is not to be had, such a file is not found, as
 * before.
 */
final class RawPaths implements ITypeConverter<Path> {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** The words that lost bytes, as they were, by what they became; in order. */
  private final Map<String, List<byte[]>> originals = new HashMap<>();

  private final Map<String, Integer> taken = new HashMap<>();

  private RawPaths() {}

  /** Paths of this process's command line. */
  static RawPaths of(String[] arguments) {
    RawPaths paths = new RawPaths();
    if (Arrays.stream(arguments).anyMatch(RawPaths::isLossy)) {
      try {
        paths.remember(arguments, Files.readAllBytes(COMMAND_LINE));
      } catch (IOException e) {
        // There are none but the decoded ones.
      }
    }
    return paths;
  }

  private static boolean isLossy(String word) {
    return word.chars().anyMatch(letter -> letter > '~');
  }

  private void remember(String[] arguments, byte[] commandLine) {
    List<byte[]> words = words(commandLine);
    int before = words.size() - arguments.length;
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    for (int i = 0; i < arguments.length && before >= 0; i++) {
      byte[] word = words.get(before + i);
      String name = value(arguments[i]);
      if (isLossy(name) && new String(word, charset).equals(arguments[i])) {
        // The value of an option stands behind its name, which is ASCII.
        int start = arguments[i].length() - name.length();
        originals
            .computeIfAbsent(name, first -> new ArrayList<>())
            .add(Arrays.copyOfRange(word, start, word.length));
      }
    }
  }

  private static List<byte[]> words(byte[] commandLine) {
    List<byte[]> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        words.add(Arrays.copyOfRange(commandLine, start, i));
        start = i + 1;
      }
    }
    return words;
  }

  /** Returns DIR of "--run=DIR". */
  private static String value(String argument) {
    return argument.startsWith("--") ? argument.substring(argument.indexOf('=') + 1) : argument;
  }

  @Override
  public Path convert(String value) {
    List<byte[]> bytes = originals.getOrDefault(value, List.of());
    if (!bytes.isEmpty()) {
      // Two names may have become the same: they are converted in the order they were given.
      int number = taken.merge(value, 1, Integer::sum) - 1;
      return path(bytes.get(Math.min(number, bytes.size() - 1)));
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'%s' is no path in this locale: set LC_ALL=C.UTF-8".formatted(value));
    }
  }

  /** Only a URI carries bytes into a path. */
  private static Path path(byte[] name) {
    StringBuilder uri = new StringBuilder("file:///");
    boolean isAbsolute = name[0] == '/';
    byte previous = '/';
    for (byte next : name) {
      if (next != '/' || previous != '/') {
        uri.append(next == '/' ? "/" : "%%%02X".formatted(next & 0xff));
      }
      previous = next;
    }
    Path absolute = Path.of(URI.create(uri.toString()));
    return isAbsolute ? absolute : absolute.subpath(0, absolute.getNameCount());
  }
}
