package io.alexnet.bench.libtorch;

import io.alexnet.bench.Child;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A child process that trains or evaluates on libtorch.
 *
 * <p>Arguments: {@code training <batch> <steps>} or {@code evaluation <images> <pictures>}, then
 * {@code <threads>}.
 */
public final class Peer {
  private static final int CLASSES = 1000;
  private static final double RATE = 0.01;
  private static final double DECAY = 0.0005;
  private static final int INPUT = 3 * 227 * 227;
  private static final int PICTURE = 256 * 256 * 3;

  /** Batches that take turns, so that every step reads its input from memory. */
  private static final int BATCHES = 3;

  private static final int TRIES = 3;

  private final int first;
  private final int second;

  private Peer(int first, int second) {
    this.first = first;
    this.second = second;
  }

  /** Serves one comparison. */
  public static void main(String[] args) throws Exception {
    NativeLibraries.unpack();
    Peer peer = new Peer(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    torch.set_num_threads(Integer.parseInt(args[3]));
    torch.manual_seed(1);
    switch (args[0]) {
      case "training" -> peer.training();
      case "evaluation" -> peer.evaluation();
      default -> throw new IllegalArgumentException("training or evaluation, not " + args[0]);
    }
  }

  private void training() throws Exception {
    int batch = first;
    int steps = second;
    Random random = new Random(2);
    List<Tensor> images = new ArrayList<>();
    List<Tensor> labels = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      float[] values = new float[batch * INPUT];
      for (int at = 0; at < values.length; at++) {
        values[at] = random.nextInt(256) - 128;
      }
      images.add(Tensor.create(values, batch, 3, 227, 227));
      labels.add(Tensor.create(random.longs(batch, 0, CLASSES).toArray()));
    }
    serve(
        (long) batch * steps,
        network -> {
          Step step = new Step(network, RATE, DECAY);
          AtomicInteger number = new AtomicInteger();
          return () -> {
            float loss = 0;
            for (int i = 0; i < steps; i++) {
              int at = number.getAndIncrement() % BATCHES;
              loss = step.take(images.get(at), labels.get(at));
            }
            return loss;
          };
        });
  }

  private void evaluation() throws Exception {
    Random random = new Random(2);
    byte[] bytes = new byte[first * PICTURE];
    random.nextBytes(bytes);
    Tensor images = Tensor.create(bytes, false, first, 256, 256, 3);
    int[] labels = random.ints(first, 0, CLASSES).toArray();
    float[] grey = new float[PICTURE];
    Arrays.fill(grey, 127.5f);
    Tensor mean = Tensor.create(grey, 3, 256, 256);
    serve(
        first,
        network -> {
          TenPatches patches = new TenPatches(network, mean, second);
          return () -> patches.top1Error(images, labels);
        });
  }

  /** Tries both memory layouts and serves the one whose best time is less. */
  private static void serve(long images, Function<PaperNetwork, Callable<?>> work)
      throws Exception {
    Callable<?> contiguous = work.apply(network(MemoryFormat.Contiguous));
    Callable<?> channelsLast = work.apply(network(MemoryFormat.ChannelsLast));
    double contiguousSeconds = Double.MAX_VALUE;
    double channelsLastSeconds = Double.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      contiguousSeconds = Math.min(contiguousSeconds, Child.timed(contiguous));
      channelsLastSeconds = Math.min(channelsLastSeconds, Child.timed(channelsLast));
    }
    boolean last = channelsLastSeconds < contiguousSeconds;
    String description =
        "PyTorch %s on %d threads, %s (%.2f s; %s %.2f s)"
            .formatted(
                version(),
                torch.get_num_threads(),
                last ? "channels-last" : "contiguous",
                Math.min(contiguousSeconds, channelsLastSeconds),
                last ? "contiguous" : "channels-last",
                Math.max(contiguousSeconds, channelsLastSeconds));
    Callable<?> faster = last ? channelsLast : contiguous;
    Child.serve(images, description, () -> Child.timed(faster));
  }

  private static PaperNetwork network(MemoryFormat format) {
    return new PaperNetwork(format, 0.5, gaussian());
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        torch.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version", "unknown");
  }

  /** The paper's first weights: N(0, 0.01), biases 1 in conv2, conv4, conv5, fc6 and fc7. */
  private static PaperNetwork.Fill gaussian() {
    Random random = new Random(1);
    return (number, length, fanIn, bias) -> {
      float[] values = new float[length];
      boolean one = List.of(3, 7, 9, 11, 13).contains(number);
      for (int i = 0; i < length; i++) {
        values[i] = bias ? (one ? 1 : 0) : (float) (0.01 * random.nextGaussian());
      }
      return values;
    };
  }
}
