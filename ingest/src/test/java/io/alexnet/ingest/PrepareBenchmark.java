package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.OrderedWorkers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import reactor.core.publisher.Flux;

/**
 * How much of the decoding's speed preparing keeps: the folder is decoded and rescaled with the
 * results dropped, then prepared, in turns, with the same workers.
 *
 * <p>Arguments: a folder of pictures, a directory for the store (made and deleted), rounds,
 * workers, side.
 */
final class PrepareBenchmark {
  private final DataSet data;
  private final Path out;
  private final OrderedWorkers workers;

  private PrepareBenchmark(DataSet data, Path out, OrderedWorkers workers) {
    this.data = data;
    this.out = out;
    this.workers = workers;
  }

  /** Prints a line for each round and the median ratio. */
  public static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[2]);
    DataSet data =
        DataSet.open(Path.of(arguments[0]), Integer.parseInt(arguments[4]), ReadOptions.DEFAULT);
    try (OrderedWorkers workers = new OrderedWorkers(Integer.parseInt(arguments[3]), "images")) {
      new PrepareBenchmark(data, Path.of(arguments[1]), workers).compare(rounds);
    }
  }

  /**
   * How long it took.
   *
   * @param seconds by the clock
   * @param processor seconds of all cores; says more where other programs run
   */
  private record Cost(double seconds, double processor) {}

  /** Something to be timed. */
  private interface Work {
    void run() throws IOException;
  }

  private void compare(int rounds) throws IOException {
    int images = data.splits().values().stream().mapToInt(ImageSet::size).sum();
    decode();
    prepare();
    DurableFiles.deleteTree(out);
    double[] speeds = new double[rounds];
    double[] processors = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Cost decoding = cost(this::decode);
      Cost preparing = cost(this::prepare);
      DurableFiles.deleteTree(out);
      speeds[round] = decoding.seconds / preparing.seconds;
      processors[round] = decoding.processor / preparing.processor;
      System.out.printf(
          "decode %.0f images/s, %.2f ms of processor each; prepare %.0f, %.2f; ratio %.3f, %.3f%n",
          images / decoding.seconds,
          decoding.processor / images * 1e3,
          images / preparing.seconds,
          preparing.processor / images * 1e3,
          speeds[round],
          processors[round]);
    }
    Arrays.sort(speeds);
    Arrays.sort(processors);
    System.out.printf(
        "median of %d rounds: speed %.3f, processor %.3f of decoding alone%n",
        rounds, speeds[rounds / 2], processors[rounds / 2]);
  }

  private static Cost cost(Work work) throws IOException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long processor = system.getProcessCpuTime();
    work.run();
    return new Cost(
        (System.nanoTime() - start) * 1e-9, (system.getProcessCpuTime() - processor) * 1e-9);
  }

  private void decode() {
    for (ImageSet split : data.splits().values()) {
      workers.inOrder(Flux.range(0, split.size()), split::read).blockLast();
    }
  }

  private void prepare() {
    Prepare.run(data, out, DamageLimits.DEFAULT, workers, PrepareListener.NONE);
  }
}
