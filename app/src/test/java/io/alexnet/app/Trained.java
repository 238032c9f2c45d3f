package io.alexnet.app;

import io.alexnet.app.Shipped.Ended;
import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Sample pictures, the store made of them and a short run on it, made once for all tests. */
final class Trained {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("alexnet.jar")))
          .resolveSibling("../it/trained")
          .normalize();

  private static final int MANY = 400;

  static final Path DATA = ROOT.resolve("data");
  static final Path STORE = ROOT.resolve("store");
  static final Path RUN = ROOT.resolve("run");

  static final Ended SAMPLE;
  static final Ended PREPARE;
  static final Ended TRAIN;

  static {
    try {
      DurableFiles.deleteTree(ROOT);
      Files.createDirectories(ROOT);
      SAMPLE = Shipped.run("sample", DATA, "--train-per-class=6", "--val-per-class=2", "--json");
      PREPARE = Shipped.run("prepare", DATA, "--out", STORE, "--side=72", "--json");
      TRAIN =
          Shipped.run(
              "train", STORE, "--run", RUN, "--preset=mini", "-b=16", "--epochs=2", "--json");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Trained() {}

  /** The sample images, those of one split so often that reading them takes long. */
  static Path many(Path data, String split) throws IOException {
    for (String part : List.of("train", "val")) {
      try (Stream<Path> files = Files.walk(DATA.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = data.resolve(DATA.relativize(file).toString());
          Files.createDirectories(copy.resolveSibling(""));
          Files.copy(file, copy);
          for (int i = 1; i < (part.equals(split) ? MANY : 1); i++) {
            Files.createLink(copy.resolveSibling(i + "-" + file.getFileName()), copy);
          }
        }
      }
    }
    return data;
  }

  /** A copy of the last checkpoint, to be spoilt. */
  static Path copyOfCheckpoint(Path directory) throws IOException {
    return copy(RUN.resolve("checkpoints/last").toRealPath(), directory.resolve("checkpoint"));
  }

  /** A copy of a directory of files. */
  static Path copy(Path source, Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }
}
