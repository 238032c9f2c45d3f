package io.alexnet.common;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Collection;
import java.util.Optional;

/**
 * Names that look the same and differ in how Unicode composes their letters: "\u00e9" is one
 * character or an "e" and an accent. macOS writes the second, most others the first.
 */
public final class Composition {
  private Composition() {}

  /** Another name among {@code names} that looks the same as {@code name}. */
  public static Optional<String> twin(String name, Collection<String> names) {
    String composed = composed(name);
    return names.stream()
        .filter(other -> !other.equals(name))
        .filter(other -> composed(other).equals(composed))
        .findFirst();
  }

  /** A name with composed letters; equal for names that look the same. */
  public static String composed(String name) {
    return Normalizer.normalize(name, Form.NFC);
  }

  /** How a name is composed, for a message. */
  public static String of(String name) {
    if (Normalizer.isNormalized(name, Form.NFC)) {
      return "composed letters (NFC)";
    }
    return Normalizer.isNormalized(name, Form.NFD)
        ? "separate accents (NFD)"
        : "composed letters and separate accents";
  }
}
