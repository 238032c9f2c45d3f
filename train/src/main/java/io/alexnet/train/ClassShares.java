package io.alexnet.train;

import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * How the training images are divided among the classes, and what a network loses that knows
 * nothing else.
 *
 * @param names of the classes, by label
 * @param sizes images of each, in the same order
 */
record ClassShares(List<String> names, List<Long> sizes) {
  /** The largest class has more than so many times the images of the smallest. */
  private static final int IMBALANCED = 4;

  ClassShares {
    names = List.copyOf(names);
    sizes = List.copyOf(sizes);
  }

  static ClassShares of(DataSet data) {
    ImageSet images = data.training();
    long[] sizes = new long[data.classes().size()];
    for (int i = 0; i < images.size(); i++) {
      sizes[images.label(i)]++;
    }
    return new ClassShares(data.classes().names(), Arrays.stream(sizes).boxed().toList());
  }

  /** Nats lost by a network that holds every class equally probable, as an untrained one does. */
  double uniform() {
    return Math.log(sizes.size());
  }

  /**
   * Nats lost by a network that answers every image with the shares of the classes: their entropy.
   */
  double entropy() {
    return mean(loss -> loss);
  }

  /** Standard deviation of the loss of one image, for such a network. */
  double spread() {
    double entropy = entropy();
    return Math.sqrt(mean(loss -> (loss - entropy) * (loss - entropy)));
  }

  /** Root mean square of the loss of one image, for such a network. */
  double magnitude() {
    return Math.sqrt(mean(loss -> loss * loss));
  }

  /** Mean over the images of something of the loss of each: minus the logarithm of its share. */
  private double mean(DoubleUnaryOperator of) {
    double all = total();
    return sizes.stream()
        .filter(size -> size > 0)
        .mapToDouble(size -> size / all * of.applyAsDouble(Math.log(all / size)))
        .sum();
  }

  private long total() {
    return sizes.stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the largest class has many times the images of the smallest. */
  boolean imbalanced() {
    return size(largest()) > IMBALANCED * size(smallest());
  }

  /** "'ok' has 1546 of the 1553 training images, 'crack' 7 (0.45 %)". */
  String words() {
    return String.format(
        Locale.ROOT,
        "'%s' has %d of the %d training images, '%s' %d (%.2g %%)",
        names.get(largest()),
        size(largest()),
        total(),
        names.get(smallest()),
        size(smallest()),
        100.0 * size(smallest()) / total());
  }

  private int largest() {
    return sizes.indexOf(Collections.max(sizes));
  }

  private int smallest() {
    return sizes.indexOf(Collections.min(sizes));
  }

  private long size(int label) {
    return sizes.get(label);
  }
}
