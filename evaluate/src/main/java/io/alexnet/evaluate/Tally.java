package io.alexnet.evaluate;

import io.alexnet.augment.Quarantined;
import io.alexnet.augment.Views;
import io.alexnet.common.UserException;
import io.alexnet.network.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Counts right and wrong over the batches of one evaluation. */
final class Tally {
  private final Views views;
  private final List<Quarantined> missing = new ArrayList<>();
  private int images;
  private double top1Credit;
  private double top5Credit;
  private double loss;
  private int[] classImages = new int[0];
  private double[] classCredit = new double[0];

  Tally(Views views) {
    this.views = views;
  }

  /**
   * @param logits one row for each view of each image, the views of an image next to each other
   * @param labels of the images, each as often as it has slots
   * @param slots that each has
   */
  void add(float[][] logits, int[] labels, int slots) {
    for (int row = 0; row < logits.length; row += views.count()) {
      double[] probabilities = Evaluator.mean(logits, row, views.count());
      int label = labels[row / views.count() * slots];
      double credit = Ranking.credit(probabilities, label, 1);
      images++;
      top1Credit += credit;
      countClass(probabilities.length, label, credit);
      top5Credit += Ranking.credit(probabilities, label, 5);
      loss -= Math.log(Math.max(probabilities[label], Double.MIN_NORMAL));
    }
  }

  private void countClass(int classes, int label, double credit) {
    if (classImages.length == 0) {
      classImages = new int[classes];
      classCredit = new double[classes];
    }
    classImages[label]++;
    classCredit[label] += credit;
  }

  private List<ClassError> classes() {
    return IntStream.range(0, classImages.length)
        .filter(label -> classImages[label] > 0)
        .mapToObj(
            label ->
                new ClassError(
                    label, classImages[label], 1 - classCredit[label] / classImages[label]))
        .toList();
  }

  void miss(List<Quarantined> unreadable) {
    missing.addAll(unreadable);
  }

  int seen() {
    return images + missing.size();
  }

  EvaluationReport report(int total) {
    if (images == 0) {
      throw new UserException(
          "none of the %d images could be read; the first: %s"
              .formatted(
                  total,
                  missing.isEmpty()
                      ? "there are none"
                      : missing.get(0).name() + ", " + missing.get(0).reason()));
    }
    return new EvaluationReport(
        images,
        total,
        missing,
        views,
        1 - top1Credit / images,
        1 - top5Credit / images,
        loss / images,
        classes());
  }
}
