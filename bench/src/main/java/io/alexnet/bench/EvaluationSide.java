package io.alexnet.bench;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.Views;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Progress;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Backend;
import io.alexnet.network.Preset;

/**
 * Ten-patch evaluation of preset paper with 1000 classes, from pictures in memory.
 *
 * <p>Arguments: {@code <images> <threads> shared|separate}, whether what the patches of a picture
 * have in common is computed once.
 */
final class EvaluationSide {
  private static final int CLASSES = 1000;
  private static final String SEPARATE = "separate";

  private EvaluationSide() {}

  static Side side(boolean separate, int images, int threads) {
    String patches = separate ? SEPARATE : "shared";
    return Side.own(patches, EvaluationSide.class, threads, images, threads, patches);
  }

  public static void main(String[] args) throws Exception {
    RandomImages images = new RandomImages(Integer.parseInt(args[0]));
    Backend backend = Backend.load();
    try (OrderedWorkers workers = new OrderedWorkers(Integer.parseInt(args[1]), "images");
        AlexNet network = new AlexNet(Preset.PAPER.network(CLASSES), 1)) {
      Evaluator shared = new Evaluator(network, RandomImages.statistics(), AugmentSettings.PAPER);
      Evaluator evaluator = args[2].equals(SEPARATE) ? shared.separately() : shared;
      Child.serve(
          images.size(),
          TrainingSide.describe(backend),
          () ->
              Child.timed(
                  () -> evaluator.evaluate(images, Views.TEN, workers, Progress.NONE).top1Error()));
    }
  }
}
