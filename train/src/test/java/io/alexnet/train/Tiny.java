package io.alexnet.train;

import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.TrainedOn;
import io.alexnet.network.Activation;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Parameter;
import io.alexnet.network.Preset;
import io.alexnet.network.Tensor;
import io.alexnet.train.CheckpointState.Colours;
import io.alexnet.train.CheckpointState.Environment;
import io.alexnet.train.CheckpointState.LastEpoch;
import io.alexnet.train.CheckpointState.Meters;
import io.alexnet.train.CheckpointState.Source;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Contents of checkpoints of forty kilobytes: of the smallest network that there are settings for.
 */
final class Tiny {
  static final TrainSettings SETTINGS =
      new TrainSettings(
          new NetworkSettings(
              Preset.CIFAR, Activation.RELU, true, 3, true, 0.5, List.of("conv2", "conv3"), 0),
          TrainSettings.of(Preset.CIFAR).augment(),
          TrainSettings.of(Preset.CIFAR).optimiser(),
          0.1,
          2012);
  private static final List<String> CLASSES = List.of("cat", "dog");

  private Tiny() {}

  /**
   * Weights, momenta and mean image.
   *
   * @param seed of the values
   */
  static List<Tensor> tensors(long seed) {
    return tensors(SETTINGS.network().network(CLASSES.size()), seed);
  }

  static List<Tensor> tensors(NetworkSpec spec, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> tensors = new ArrayList<>();
    for (String prefix : List.of("", Checkpoint.MOMENTUM)) {
      for (Parameter parameter : spec.parameters()) {
        tensors.add(tensor(random, prefix + parameter.name(), parameter.shape()));
      }
    }
    long side = spec.geometry().imageSide();
    tensors.add(tensor(random, Checkpoint.MEAN_IMAGE, List.of(3L, side, side)));
    return tensors;
  }

  private static Tensor tensor(SplittableRandom random, String name, List<Long> shape) {
    float[] values =
        new float[shape.stream().mapToInt(Math::toIntExact).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return new Tensor(name, shape, FloatBuffer.wrap(values));
  }

  /** Of a checkpoint at an epoch's end, ten steps to an epoch. */
  static CheckpointState state(int epoch, double error) {
    return state(SETTINGS, epoch, 10L * epoch, 0, error);
  }

  static CheckpointState state(
      TrainSettings settings, int epoch, long step, int stepInEpoch, double error) {
    return new CheckpointState(
        CheckpointState.FORMAT,
        CheckpointState.VERSION,
        settings,
        settings,
        CLASSES,
        1,
        "0",
        TrainedOn.UNKNOWN,
        new Source("store", 1, 1, false, JpegDecoder.JAVA, ""),
        epoch,
        step,
        stepInEpoch,
        RateState.start(settings.optimiser()),
        Meters.ZERO,
        new LastEpoch(1, error, error),
        LossTrend.start(1),
        new Colours(
            Collections.nCopies(3, 0.0), Collections.nCopies(3, 0.0), Collections.nCopies(9, 0.0)),
        new Environment(1, "", "", ""));
  }
}
