package io.alexnet.bench;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PyTorch's libtorch as the other side, from a class path of its own. */
final class Libtorch {
  private static final String MAIN = "io.alexnet.bench.libtorch.Peer";

  private Libtorch() {}

  /**
   * @param arguments of {@code Peer}
   * @throws UserException if the peer was not built
   */
  static Side side(int threads, Object... arguments) {
    String file = System.getProperty("bench.libtorch", "bench/libtorch/target/classpath");
    try {
      Path path = Path.of(file);
      String classPath =
          path.resolveSibling("classes")
              + java.io.File.pathSeparator
              + Files.readString(path).strip();
      return Side.java("libtorch", classPath, MAIN, threads, arguments);
    } catch (IOException e) {
      throw new UserException(
          file + " is not there: build the peer by mvn -Ppeers -pl bench/libtorch -am package", e);
    }
  }
}
