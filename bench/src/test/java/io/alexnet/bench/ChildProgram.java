package io.alexnet.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A side for tests: notes each of its turns in a file that both sides share.
 *
 * <p>Arguments: {@code <name> <seconds> <file> <turns>}; ends by an exception after so many turns.
 */
final class ChildProgram {
  private ChildProgram() {}

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[2]);
    int[] left = {Integer.parseInt(args[3])};
    System.err.println("started");
    Child.serve(
        100,
        "a child called " + args[0],
        () -> {
          if (left[0]-- == 0) {
            throw new IllegalStateException(args[0] + " is tired");
          }
          Files.writeString(file, args[0], StandardCharsets.UTF_8, StandardOpenOption.APPEND);
          System.out.println("libraries print to standard output");
          return Double.parseDouble(args[1]);
        });
  }

  static Side side(String name, double seconds, Path file, int turns) {
    return Side.own(name, ChildProgram.class, 1, name, seconds, file, turns);
  }
}
