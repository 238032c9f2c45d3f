package io.alexnet.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where a training step of preset paper spends its time, layer by layer, and how its rate of
 * arithmetic compares with that of a large matrix product in the same run.
 *
 * <p>Arguments: {@code <batch> <steps>}.
 */
public final class StepProfile {
  private static final UpdateRule RULE = new UpdateRule(0.9, 0.0005, 0.01, 0.01);
  private static final int WARM_UPS = 2;
  private static final int SIDE = 2048;

  private final int batch;
  private final List<TimedOperation> layers = new ArrayList<>();

  private StepProfile(int batch) {
    this.batch = batch;
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    new StepProfile(Integer.parseInt(args[0])).run(Integer.parseInt(args[1]));
  }

  private void run(int steps) {
    Backend.load();
    NetworkSpec spec = Preset.PAPER.network(1000);
    float[] images = new float[batch * spec.geometry().inputLength()];
    Random random = new Random(1);
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(256) - 128;
    }
    int[] labels = random.ints(batch, 0, spec.classes()).toArray();
    double product = productRate();
    try (AlexNet network = new AlexNet(spec, Backend.isCpu(), DataType.FLOAT, this::timed)) {
      network.initialise(1);
      for (int i = 0; i < WARM_UPS; i++) {
        network.train(images, labels, batch, RULE, 1, i);
      }
      layers.forEach(TimedOperation::reset);
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        network.train(images, labels, batch, RULE, 1, WARM_UPS + i);
      }
      report((System.nanoTime() - start) * 1e-9, steps, Math.max(product, productRate()));
    }
  }

  private Operation timed(Operation operation) {
    TimedOperation timed = new TimedOperation(operation);
    layers.add(timed);
    return timed;
  }

  private void report(double seconds, int steps, double product) {
    double step = seconds / steps;
    double rest = seconds;
    double weighted = 0;
    double flops = 0;
    System.out.printf("%-12s %10s %10s %8s%n", "layer", "forward", "backward", "share");
    for (int i = 0; i < layers.size(); i++) {
      TimedOperation layer = layers.get(i);
      double both = layer.forwardSeconds() + layer.backwardSeconds();
      System.out.printf(
          "%-12s %7.0f ms %7.0f ms %6.1f %%%n",
          layer.name(),
          1000 * layer.forwardSeconds() / steps,
          1000 * layer.backwardSeconds() / steps,
          100 * both / seconds);
      rest -= both;
      weighted += layer.weighted() ? both / steps : 0;
      // The first layer's input needs no gradient.
      flops += (double) layer.flops() * batch * (i == 0 ? 2 : 3);
    }
    System.out.printf("%-12s %31.1f %%%n", "the rest", 100 * rest / seconds);
    System.out.printf("step         %8.2f s  %.1f images/s%n", step, batch / step);
    System.out.printf(
        "arithmetic   %8.1f GFLOP/s over the step, counted by the definition%n",
        flops / step * 1e-9);
    System.out.printf(
        "             %8.1f GFLOP/s in convolutions and dense layers, %.0f %% of the step%n",
        flops / weighted * 1e-9, 100 * weighted / step);
    System.out.printf("product      %8.1f GFLOP/s, of two %d x %d matrices%n", product, SIDE, SIDE);
  }

  /** The faster of ND4J's two ways to multiply, at its best. */
  private static double productRate() {
    INDArray a = Nd4j.rand(DataType.FLOAT, SIDE, SIDE);
    INDArray b = Nd4j.rand(DataType.FLOAT, SIDE, SIDE);
    INDArray c = Nd4j.create(DataType.FLOAT, SIDE, SIDE);
    double[] seconds = new double[10];
    for (int i = 0; i < seconds.length; i++) {
      long start = System.nanoTime();
      if (i % 2 == 0) {
        MatrixProduct.write(a, b, c);
      } else {
        HostProduct.writeByTransposed(a, b, c);
      }
      seconds[i] = (System.nanoTime() - start) * 1e-9;
    }
    for (INDArray array : List.of(a, b, c)) {
      array.close();
    }
    return 2.0 * SIDE * SIDE * SIDE / Arrays.stream(seconds).min().orElseThrow() * 1e-9;
  }
}
