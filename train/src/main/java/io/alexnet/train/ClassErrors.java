package io.alexnet.train;

import io.alexnet.evaluate.ClassError;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The errors over the validation images by class. The error over all images hides those of a rare
 * class; these do not.
 *
 * @param classes of which there are validation images, by label
 */
public record ClassErrors(List<Named> classes) {
  public ClassErrors {
    classes = List.copyOf(classes);
  }

  /**
   * @param name of the class
   * @param images of it, at least 1
   * @param top1Error over them, 0 to 1
   */
  public record Named(String name, int images, double top1Error) {}

  /**
   * @param names of all classes, by label
   */
  static ClassErrors of(List<ClassError> errors, List<String> names) {
    return new ClassErrors(
        errors.stream()
            .map(one -> new Named(names.get(one.label()), one.images(), one.top1Error()))
            .toList());
  }

  /** The mean of the errors, every class counting the same; 0 if there is none. */
  public double mean() {
    return classes.stream().mapToDouble(Named::top1Error).average().orElse(0);
  }

  /** The class of the highest error, the first of several. */
  public Optional<Named> worst() {
    return classes.stream()
        .sorted(Comparator.comparingDouble(Named::top1Error).reversed())
        .findFirst();
  }

  /** Whether one class has many times the validation images of another. */
  boolean imbalanced() {
    return !classes.isEmpty()
        && new ClassShares(
                classes.stream().map(Named::name).toList(),
                classes.stream().map(one -> (long) one.images()).toList())
            .imbalanced();
  }

  /** ", mean class err 0.500, worst 'crack' 1.000" if the classes are imbalanced, else nothing. */
  String words() {
    return worst()
        .filter(worst -> imbalanced())
        .map(
            worst ->
                String.format(
                    Locale.ROOT,
                    ", mean class err %.3f, worst '%s' %.3f",
                    mean(),
                    worst.name(),
                    worst.top1Error()))
        .orElse("");
  }

  /** Images and error by name, for a file. */
  Map<String, Object> named() {
    Map<String, Object> named = new LinkedHashMap<>();
    classes.forEach(
        one ->
            named.put(
                one.name(), Course.details("images", one.images(), "top1_error", one.top1Error())));
    return named;
  }
}
