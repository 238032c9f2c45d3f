package io.alexnet.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Labels by arithmetic, where images are in class order. */
final class Labels {
  private Labels() {}

  /**
   * @param firstOfClass position of each class's first image, then the number of images
   */
  static int of(int[] firstOfClass, int index) {
    Objects.checkIndex(index, firstOfClass[firstOfClass.length - 1]);
    int found = Arrays.binarySearch(firstOfClass, index);
    if (found < 0) {
      return -found - 2;
    }
    // Classes without images share their position with the next one.
    while (firstOfClass[found + 1] == index) {
      found++;
    }
    return found;
  }

  /** Running sums of the classes' counts: one element more than there are classes. */
  static int[] firstOfClass(List<Integer> counts) {
    int[] first = new int[counts.size() + 1];
    for (int label = 0; label < counts.size(); label++) {
      first[label + 1] = Math.addExact(first[label], counts.get(label));
    }
    return first;
  }
}
