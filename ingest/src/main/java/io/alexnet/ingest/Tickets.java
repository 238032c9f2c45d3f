package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import io.alexnet.common.DurableFiles;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A number for each image that depends on the seed and its name alone. Of each class, the images
 * with the lowest are held out. By name, not by position: a store lacks the folder's broken files,
 * and its positions are others.
 */
final class Tickets {
  private Tickets() {}

  /** One for each image, in order. */
  static long[] of(ImageSet images, long seed) {
    return of(images.size(), images::name, seed);
  }

  /**
   * As if the class directories lay elsewhere.
   *
   * @param below where they lay, as {@link #below} returns it
   */
  static long[] of(ImageSet images, ClassNames classes, String below, long seed) {
    int prefix = below(images, classes).length();
    return of(images.size(), i -> below + images.name(i).substring(prefix), seed);
  }

  private static long[] of(int size, IntFunction<String> name, long seed) {
    MessageDigest sha256 = DurableFiles.sha256();
    long[] tickets = new long[size];
    for (int i = 0; i < size; i++) {
      byte[] digest = sha256.digest(name.apply(i).getBytes(StandardCharsets.UTF_8));
      long key = ByteBuffer.wrap(digest).getLong();
      tickets[i] = KeyedRandom.of(seed, 0, key, Purpose.HOLD_OUT).nextLong();
    }
    return tickets;
  }

  /** Where the class directories lie: "", "train/" or "archive/train/". */
  static String below(ImageSet images, ClassNames classes) {
    List<String> names = classes.names();
    String first = images.name(0);
    String directory = names.get(images.label(0)) + "/";
    for (int end = first.indexOf(directory); end >= 0; end = first.indexOf(directory, end + 1)) {
      String below = first.substring(0, end);
      if ((end == 0 || first.charAt(end - 1) == '/')
          && IntStream.range(0, images.size())
              .allMatch(i -> images.name(i).startsWith(below + names.get(images.label(i)) + "/"))) {
        return below;
      }
    }
    return "";
  }
}
