package io.alexnet.bench.libtorch;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;

import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Averages what the network says of ten windows of each picture. */
@SuppressWarnings("try") // A scope does its work by being closed.
final class TenPatches {
  private static final int SIDE = 224;
  private static final int FAR = 32;
  private static final int CENTRE = 16;
  private static final int WINDOWS = 10;

  private final PaperNetwork network;
  private final Tensor mean;
  private final int pictures;

  /**
   * @param mean [3,256,256], subtracted
   * @param pictures that go through the network at once
   */
  TenPatches(PaperNetwork network, Tensor mean, int pictures) {
    this.network = network;
    this.mean = mean;
    this.pictures = pictures;
  }

  /**
   * The share of pictures whose label is not the most probable class.
   *
   * @param images [N,256,256,3] bytes
   * @param labels [N]
   */
  double top1Error(Tensor images, int[] labels) {
    int wrong = 0;
    try (PointerScope scope = new PointerScope();
        InferenceMode mode = new InferenceMode()) {
      for (int from = 0; from < labels.length; from += pictures) {
        int count = Math.min(pictures, labels.length - from);
        long[] best = best(images.narrow(0, from, count));
        for (int n = 0; n < count; n++) {
          wrong += best[n] == labels[from + n] ? 0 : 1;
        }
      }
    }
    return (double) wrong / labels.length;
  }

  private long[] best(Tensor images) {
    try (PointerScope scope = new PointerScope()) {
      Tensor best = probabilities(images).argmax(new LongOptional(1), false);
      long[] classes = new long[(int) best.numel()];
      best.data_ptr_long().get(classes);
      return classes;
    }
  }

  /** [N,1000] of [N,256,256,3] bytes. */
  Tensor probabilities(Tensor images) {
    Tensor patches = patches(images);
    Tensor logits = network.forward(patches, false);
    return logits.softmax(1).view(WINDOWS, images.size(0), logits.size(1)).mean(0);
  }

  /** [10 N,3,227,227]: the first window of every picture, then the second and so on. */
  private Tensor patches(Tensor images) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope()) {
      Tensor values = images.permute(0, 3, 1, 2).to(ScalarType.Float).sub_(mean);
      Tensor[] five = {
        window(values, 0, 0),
        window(values, 0, FAR),
        window(values, CENTRE, CENTRE),
        window(values, FAR, 0),
        window(values, FAR, FAR)
      };
      Tensor[] ten =
          Stream.concat(Stream.of(five), Stream.of(five).map(window -> window.flip(3)))
              .toArray(Tensor[]::new);
      Tensor patches = constant_pad_nd(cat(new TensorVector(ten)), 0, 3, 0, 3);
      outer.attach(patches);
      return patches;
    }
  }

  private static Tensor window(Tensor values, int top, int left) {
    return values.narrow(2, top, SIDE).narrow(3, left, SIDE);
  }
}
