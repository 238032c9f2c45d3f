package io.alexnet.train.faulty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What a loss of power does to a file whose bytes were not forced to disk. */
public enum Damage {
  DELETED,
  ZEROED,
  HALF,
  INTACT,
  BIT_FLIPPED,
  EMPTIED;

  void apply(Path file, RandomGenerator random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (this) {
      case DELETED -> Files.delete(file);
      case ZEROED -> Files.write(file, new byte[bytes.length]);
      case HALF -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      case BIT_FLIPPED -> {
        if (bytes.length > 0) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file, bytes);
      }
      case EMPTIED -> Files.write(file, new byte[0]);
      case INTACT -> {}
    }
  }
}
