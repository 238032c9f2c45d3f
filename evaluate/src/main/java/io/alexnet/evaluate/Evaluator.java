package io.alexnet.evaluate;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.Batch;
import io.alexnet.augment.EvaluationBatches;
import io.alexnet.augment.PatchWriter;
import io.alexnet.augment.Views;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Softmax;
import java.util.stream.Stream;

/**
 * Top-1 and top-5 error as the paper measures them (section 4.1): the softmax outputs of one or ten
 * patches of each image, averaged.
 *
 * <p>Computes on the calling thread and changes nothing in the network. For one thread, as its
 * {@link AlexNet} is: the first that computes with the network. Another one gets an {@link
 * IllegalStateException}. To evaluate on several threads, give each a network and an evaluator.
 */
public final class Evaluator {
  private static final int BUFFERS = 2;

  private final AlexNet network;
  private final Statistics statistics;
  private final AugmentSettings settings;
  private final boolean sharing;

  /**
   * What the ten patches of an image have in common is computed once, where network and mean allow
   * it; {@link #separately()} is the other way.
   *
   * @param network stays the caller's
   * @param statistics of the training set, at the side of the network's images
   * @param settings of which the mean and the scale matter
   */
  public Evaluator(AlexNet network, Statistics statistics, AugmentSettings settings) {
    this(network, statistics, settings, true);
  }

  private Evaluator(
      AlexNet network, Statistics statistics, AugmentSettings settings, boolean sharing) {
    this.network = network;
    this.statistics = statistics;
    this.settings = settings;
    this.sharing = sharing;
  }

  /**
   * One that takes every patch through the whole network: slower, and the same but for rounding.
   */
  public Evaluator separately() {
    return new Evaluator(network, statistics, settings, false);
  }

  /**
   * Evaluates every image once.
   *
   * @param workers make the patches; stay the caller's
   * @param progress hears of every batch
   * @throws UserException if not one image can be read
   * @throws IllegalStateException on another thread than the network's
   */
  public EvaluationReport evaluate(
      ImageSet images, Views views, OrderedWorkers workers, Progress progress) {
    Look look = look(views);
    EvaluationBatches batches =
        new EvaluationBatches(
            images,
            statistics,
            look.geometry(),
            settings,
            look.cuts(),
            look.capacity(),
            workers,
            BUFFERS);
    Tally tally = new Tally(views);
    try (Stream<Batch> stream = batches.all().toStream(1)) {
      stream.forEachOrdered(
          batch -> {
            add(look, batch, tally);
            progress.at("evaluating", tally.seen(), images.size());
          });
    }
    return tally.report(images.size());
  }

  private void add(Look look, Batch batch, Tally tally) {
    try (batch) {
      if (batch.size() > 0) {
        tally.add(look.logits(network, batch.images(), batch.size()), batch.labels(), look.slots());
      }
      tally.miss(batch.quarantined());
    }
  }

  /**
   * Class probabilities of one image, averaged over its patches.
   *
   * @param image as wide and high as the network's images
   * @throws IllegalStateException on another thread than the network's
   */
  public double[] probabilities(RgbImage image, Views views) {
    Look look = look(views);
    float[] inputs = new float[look.slots() * look.geometry().inputLength()];
    PatchWriter.evaluation(look.geometry(), settings, statistics)
        .writeAll(image, look.cuts(), inputs, 0);
    return mean(look.logits(network, inputs, look.slots()), 0, views.count());
  }

  private Look look(Views views) {
    return sharing
        ? Look.sharing(network.spec(), settings.mean(), views)
        : Look.separate(network.spec(), views);
  }

  /** The average of the softmax of rows {@code from} to {@code from + count - 1}. */
  static double[] mean(float[][] logits, int from, int count) {
    double[] mean = new double[logits[from].length];
    for (int v = from; v < from + count; v++) {
      double[] probabilities = Softmax.probabilities(logits[v]);
      for (int c = 0; c < mean.length; c++) {
        mean[c] += probabilities[c] / count;
      }
    }
    return mean;
  }
}
