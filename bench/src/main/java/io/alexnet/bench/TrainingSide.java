package io.alexnet.bench;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.Batch;
import io.alexnet.augment.TrainingBatches;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Backend;
import io.alexnet.network.Preset;
import io.alexnet.network.UpdateRule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Training steps of preset paper with 1000 classes, each from another batch in host memory.
 *
 * <p>Arguments: {@code <batch> <steps>}.
 */
final class TrainingSide {
  private static final int CLASSES = 1000;
  private static final long SEED = 1;
  private static final UpdateRule RULE = new UpdateRule(0.9, 0.0005, 0.01, 0.01);

  /** Batches that take turns, so that every step reads its input from memory. */
  private static final int BATCHES = 3;

  private TrainingSide() {}

  public static void main(String[] args) throws Exception {
    int batch = Integer.parseInt(args[0]);
    int steps = Integer.parseInt(args[1]);
    List<Batch> batches = batches(batch);
    Backend backend = Backend.load();
    AtomicInteger number = new AtomicInteger();
    try (AlexNet network = new AlexNet(Preset.PAPER.network(CLASSES), SEED)) {
      Child.serve(
          (long) batch * steps,
          describe(backend),
          () -> Child.timed(() -> train(network, batches, steps, number)));
    }
  }

  /** Names what does the arithmetic. */
  static String describe(Backend backend) {
    return "%s %s on %d threads, oneDNN %s"
        .formatted(
            backend.name(),
            Backend.version(),
            backend.threads(),
            backend.oneDnn() ? "present" : "absent");
  }

  private static double train(
      AlexNet network, List<Batch> batches, int steps, AtomicInteger number) {
    double loss = 0;
    for (int i = 0; i < steps; i++) {
      int step = number.getAndIncrement();
      Batch batch = batches.get(step % BATCHES);
      loss = network.train(batch.images(), batch.labels(), batch.size(), RULE, SEED, step).loss();
    }
    return loss;
  }

  private static List<Batch> batches(int size) {
    List<Batch> batches = new ArrayList<>();
    try (OrderedWorkers workers = new OrderedWorkers(1, "images")) {
      Iterator<Batch> stream =
          new TrainingBatches(
                  new RandomImages(BATCHES * size),
                  RandomImages.statistics(),
                  InputGeometry.PAPER,
                  AugmentSettings.PAPER,
                  size,
                  SEED,
                  workers,
                  BATCHES)
              .from(0, 0)
              .toStream(1)
              .iterator();
      for (int i = 0; i < BATCHES; i++) {
        batches.add(stream.next());
      }
    }
    return batches;
  }
}
