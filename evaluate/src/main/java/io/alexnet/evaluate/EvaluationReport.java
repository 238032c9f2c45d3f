package io.alexnet.evaluate;

import io.alexnet.augment.Quarantined;
import io.alexnet.augment.Views;
import java.util.List;

/**
 * Errors over a set of images.
 *
 * @param images evaluated
 * @param total in the set: {@code images} plus the missing
 * @param missing images that could not be read, which count neither as right nor as wrong
 * @param views how many patches of each image were averaged
 * @param top1Error share of images whose label is not the most probable class, 0 to 1; ties share
 *     the credit
 * @param top5Error share whose label is not among the five most probable
 * @param loss mean of minus the logarithm of the averaged probability of the label, in nats
 * @param classes the error of each class of which an image was evaluated, by label
 */
public record EvaluationReport(
    int images,
    int total,
    List<Quarantined> missing,
    Views views,
    double top1Error,
    double top5Error,
    double loss,
    List<ClassError> classes) {
  public EvaluationReport {
    missing = List.copyOf(missing);
    classes = List.copyOf(classes);
  }

  /** Whether every image of the set was evaluated. */
  public boolean complete() {
    return images == total && missing.isEmpty();
  }
}
