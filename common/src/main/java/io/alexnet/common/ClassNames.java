package io.alexnet.common;

import java.util.HashSet;
import java.util.List;

/**
 * The classes of a data set: a label is an index into this list.
 *
 * @param names at least one, none blank, none twice; sorted by the UTF-8 bytes of the name where
 *     they come from folders
 */
public record ClassNames(List<String> names) {
  public ClassNames {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a data set needs at least one class");
    }
    if (new HashSet<>(names).size() != names.size() || names.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("class names must be different and not blank: " + names);
    }
  }

  public int size() {
    return names.size();
  }

  public String name(int label) {
    return names.get(label);
  }
}
