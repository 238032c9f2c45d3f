package io.alexnet.train;

import io.alexnet.common.DurableFiles;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.TrainedOn;
import io.alexnet.network.AlexNet;
import io.alexnet.network.Parameter;
import io.alexnet.network.Preset;
import io.alexnet.network.Snapshot;
import io.alexnet.network.Tensor;
import io.alexnet.network.UpdateRule;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a save of preset paper costs: how long the training thread stands still, how long until the
 * checkpoint is verified and has its name, how much longer the steps meanwhile take, and memory.
 *
 * <p>Arguments: {@code <directory> <batch> <saves>}.
 */
public final class SaveBenchmark {
  private static final UpdateRule RULE = new UpdateRule(0.9, 0.0005, 0.0001, 0.0001);
  private static final int CLASSES = 1000;
  private static final int WARM_UPS = 2;

  private final AlexNet network = new AlexNet(Preset.PAPER.network(CLASSES), 1);
  private final float[] images;
  private final int[] labels;
  private final int batch;
  private long step;

  private SaveBenchmark(int batch) {
    Random random = new Random(1);
    this.batch = batch;
    this.images = new float[batch * network.spec().geometry().inputLength()];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(256) - 128;
    }
    this.labels = random.ints(batch, 0, CLASSES).toArray();
  }

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    SaveBenchmark benchmark = new SaveBenchmark(Integer.parseInt(args[1]));
    Path run = Files.createTempDirectory(Path.of(args[0]), "saves");
    try {
      benchmark.run(run, Integer.parseInt(args[2]));
    } finally {
      DurableFiles.deleteTree(run);
    }
  }

  private void run(Path run, int count) throws IOException {
    double undisturbed = 0;
    for (int i = 0; i < WARM_UPS; i++) {
      undisturbed = step();
    }
    long before = peakMb();
    CheckpointStore store = new CheckpointStore(run, 2);
    store.prepare();
    int side = network.spec().geometry().imageSide();
    Tensor mean =
        new Tensor(
            Checkpoint.MEAN_IMAGE,
            List.of(3L, (long) side, (long) side),
            FloatBuffer.allocate(3 * side * side));
    System.out.printf("a step without a save: %.2f s%n", undisturbed);
    System.out.printf(
        "%-8s %12s %14s %12s%n", "save", "stands still", "until verified", "a step by it");
    try (Saves saves =
        new Saves(
            store,
            new Snapshot(network.spec()),
            mean,
            Optional.empty(),
            Saves.PATIENCE,
            new Failures())) {
      for (int i = 1; i <= count; i++) {
        save(saves, i, count);
      }
    }
    System.out.printf("memory of the process at most %d MB, %d without saving%n", peakMb(), before);
  }

  private void save(Saves saves, int number, int count) {
    long start = System.nanoTime();
    saves.begin(network, state(number));
    double stall = seconds(start);
    saves.requireLatest();
    double alone = seconds(start);
    saves.begin(network, state(count + number));
    double during = step();
    saves.requireLatest();
    System.out.printf("%-8d %10.3f s %12.2f s %10.2f s%n", number, stall, alone, during);
  }

  private static CheckpointState state(int number) {
    TrainSettings settings = TrainSettings.of(Preset.PAPER);
    return new CheckpointState(
        CheckpointState.FORMAT,
        CheckpointState.VERSION,
        settings,
        settings,
        IntStream.range(0, CLASSES).mapToObj("class-%04d"::formatted).toList(),
        settings.network().network(CLASSES).parameters().stream()
            .mapToLong(Parameter::length)
            .sum(),
        "0",
        TrainedOn.UNKNOWN,
        new CheckpointState.Source("store", 1, 1, false, JpegDecoder.JAVA, ""),
        0,
        number,
        number,
        RateState.start(settings.optimiser()),
        CheckpointState.Meters.ZERO,
        CheckpointState.LastEpoch.NONE,
        LossTrend.start(Math.log(CLASSES)),
        new CheckpointState.Colours(
            Collections.nCopies(3, 0.0), Collections.nCopies(3, 0.0), Collections.nCopies(9, 0.0)),
        new CheckpointState.Environment(1, "", "", ""));
  }

  private double step() {
    long start = System.nanoTime();
    network.train(images, labels, batch, RULE, 1, step++);
    return seconds(start);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }

  /** VmHWM, in MB; 0 where there is no such file. */
  private static long peakMb() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .sum();
  }

  private static final class Failures implements Saves.Listener {
    @Override
    public void saved(TrainListener.SaveInfo save) {}

    @Override
    public void saveFailed(long step, String reason) {
      System.out.println(reason);
    }

    @Override
    public void note(String line) {
      System.out.println(line);
    }
  }
}
