package io.alexnet.serve.jobs;

import io.alexnet.augment.Views;
import io.alexnet.common.RgbImage;
import io.alexnet.evaluate.Evaluator;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.network.AlexNet;
import io.alexnet.serve.pictures.ContactSheet;
import io.alexnet.train.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Looks for the images that one checkpoint gets most wrong: of another class in its eyes, and their
 * own class least probable. Looks at the central patch of so many images at most, evenly spread
 * over the validation set. Runs on one thread, told of on any.
 */
final class WorstSearch {
  private static final int MOST_LOOKED_AT = 2000;
  private static final int SHOWN = 24;
  private static final int COLUMNS = 8;

  private final Path checkpoint;
  private final Path data;
  private final BooleanSupplier cancelled;
  private Map<String, Object> told = new LinkedHashMap<>();
  private Optional<byte[]> png = Optional.empty();
  private Optional<String> failure = Optional.empty();

  private record Mistake(
      int index, int label, int guess, double labelProbability, double guessProbability) {}

  WorstSearch(Path checkpoint, Path data, BooleanSupplier cancelled) {
    this.checkpoint = checkpoint;
    this.data = data;
    this.cancelled = cancelled;
    told.put("checkpoint", checkpoint.getFileName().toString());
    told.put("status", "running");
  }

  synchronized Map<String, Object> told() {
    return new LinkedHashMap<>(told);
  }

  /** The images, once they are found; none if there are none. */
  synchronized Optional<byte[]> png() {
    return png;
  }

  synchronized Optional<String> failure() {
    return failure;
  }

  synchronized void fail(String why) {
    failure = Optional.of(why);
  }

  private synchronized void say(String key, Object value) {
    told.put(key, value);
  }

  /**
   * @throws CancellationException if it was cancelled meanwhile
   */
  void run() {
    Checkpoint trained = Checkpoint.open(checkpoint);
    ImageSet images = ValidationImages.of(trained, data).images();
    List<Mistake> worst = search(trained, images);
    List<String> classes = trained.classes().names();
    List<Map<String, Object>> list =
        worst.stream().map(mistake -> describe(mistake, images, classes)).toList();
    Optional<byte[]> sheet = worst.isEmpty() ? Optional.empty() : Optional.of(draw(worst, images));
    synchronized (this) {
      png = sheet;
      told.put("side", images.side());
      told.put("columns", COLUMNS);
      told.put("images", list);
      told.put("status", "done");
    }
  }

  private List<Mistake> search(Checkpoint trained, ImageSet images) {
    Comparator<Mistake> mostWrong =
        Comparator.comparingDouble(Mistake::labelProbability).thenComparingInt(Mistake::index);
    PriorityQueue<Mistake> worst = new PriorityQueue<>(mostWrong.reversed());
    int count = Math.min(images.size(), MOST_LOOKED_AT);
    say("validation_images", images.size());
    say("total", count);
    try (AlexNet network = trained.network()) {
      Evaluator evaluator =
          new Evaluator(network, trained.statistics(), trained.settings().augment());
      for (int i = 0; i < count; i++) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException();
        }
        int index = (int) ((long) i * images.size() / count);
        look(evaluator, images, index).ifPresent(worst::add);
        if (worst.size() > SHOWN) {
          worst.remove();
        }
        say("done", i + 1);
      }
    }
    return worst.stream().sorted(mostWrong).toList();
  }

  private static Optional<Mistake> look(Evaluator evaluator, ImageSet images, int index) {
    if (!(images.read(index) instanceof Decoded.Ok ok)) {
      return Optional.empty();
    }
    double[] probabilities = evaluator.probabilities(ok.image(), Views.CENTRE);
    int label = images.label(index);
    int guess = 0;
    for (int c = 1; c < probabilities.length; c++) {
      guess = probabilities[c] > probabilities[guess] ? c : guess;
    }
    return guess == label
        ? Optional.empty()
        : Optional.of(new Mistake(index, label, guess, probabilities[label], probabilities[guess]));
  }

  private static Map<String, Object> describe(
      Mistake mistake, ImageSet images, List<String> classes) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("file", images.name(mistake.index()));
    told.put("class", classes.get(mistake.label()));
    told.put("class_probability", mistake.labelProbability());
    told.put("predicted", classes.get(mistake.guess()));
    told.put("predicted_probability", mistake.guessProbability());
    return told;
  }

  private static byte[] draw(List<Mistake> worst, ImageSet images) {
    List<RgbImage> tiles = new ArrayList<>();
    for (Mistake mistake : worst) {
      tiles.add(
          images.read(mistake.index()) instanceof Decoded.Ok ok
              ? ok.image()
              : blank(images.side()));
    }
    return ContactSheet.png(tiles, COLUMNS, 1);
  }

  /** In the place of an image that was there a moment ago. */
  private static RgbImage blank(int side) {
    return new RgbImage(side, side, new byte[RgbImage.CHANNELS * side * side]);
  }
}
