package io.alexnet.network;

import io.alexnet.common.InputGeometry;
import io.alexnet.network.LayerSpec.Activate;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dense;
import io.alexnet.network.LayerSpec.Dropout;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.LayerSpec.Pool;
import io.alexnet.network.LayerSpec.PoolKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The networks that come with their numbers filled in. */
public enum Preset {
  /** The network to the letter of the 2012 paper: 60,965,224 parameters at 1000 classes. */
  PAPER {
    @Override
    public NetworkSpec network(int classes) {
      return published(classes, List.of(RELU, LRN, OVERLAPPING), LRN, SMALL);
    }
  },

  /**
   * The network as it was run, after run 145 of the released code: LRN before pooling and ReLU in
   * stage 1, alpha divided by the window, N(0, 0.03) in conv3 to conv5.
   */
  KRIZHEVSKY2012 {
    @Override
    public NetworkSpec network(int classes) {
      LayerSpec lrn = new Normalise(2, 5, 1e-4 / 5, 0.75);
      return published(
          classes, List.of(lrn, OVERLAPPING, RELU), lrn, InitialWeights.gaussian(0.03));
    }
  },

  /**
   * The same eight layers in the same order, narrow, on 63x63 patches of 72x72 images: trains on
   * two cores in minutes.
   */
  MINI {
    @Override
    public NetworkSpec network(int classes) {
      InitialWeights he = InitialWeights.he();
      return new NetworkSpec(
          new InputGeometry(72, 63, 63),
          List.of(
              new Convolution("conv1", 48, 5, 2, 1, 1, he, 0),
              RELU,
              LRN,
              OVERLAPPING,
              new Convolution("conv2", 128, 5, 1, 2, 2, he, 0),
              RELU,
              LRN,
              OVERLAPPING,
              new Convolution("conv3", 192, 3, 1, 1, 1, he, 0),
              RELU,
              new Convolution("conv4", 192, 3, 1, 1, 2, he, 0),
              RELU,
              new Convolution("conv5", 128, 3, 1, 1, 2, he, 0),
              RELU,
              OVERLAPPING,
              new Dense("fc6", 256, he, 0),
              RELU,
              new Dropout(0.5),
              new Dense("fc7", 256, he, 0),
              RELU,
              new Dropout(0.5),
              new Dense("fc8", classes, InitialWeights.gaussian(0.01), 0)));
    }
  },

  /**
   * The small network of cuda-convnet for 32x32 images (its layers-18pct definition, without the
   * spatial normalisation and without regularisation): three convolutions and a classifier, for the
   * paper's Figure 1.
   */
  CIFAR {
    @Override
    public NetworkSpec network(int classes) {
      LayerSpec average = new Pool(PoolKind.AVERAGE, 3, 2, true);
      return new NetworkSpec(
          new InputGeometry(32, 32, 32),
          List.of(
              new Convolution("conv1", 32, 5, 1, 2, 1, InitialWeights.gaussian(1e-4), 0),
              new Pool(PoolKind.MAX, 3, 2, true),
              RELU,
              new Convolution("conv2", 32, 5, 1, 2, 1, InitialWeights.gaussian(0.01), 0),
              RELU,
              average,
              new Convolution("conv3", 64, 5, 1, 2, 1, InitialWeights.gaussian(0.01), 0),
              RELU,
              average,
              new Dense("fc4", classes, InitialWeights.gaussian(0.01), 0)));
    }
  };

  private static final InitialWeights SMALL = InitialWeights.gaussian(0.01);
  private static final LayerSpec RELU = new Activate(Activation.RELU);
  private static final LayerSpec LRN = new Normalise(2, 5, 1e-4, 0.75);
  private static final LayerSpec OVERLAPPING = new Pool(PoolKind.MAX, 3, 2, false);

  /**
   * Section 3.5 of the paper.
   *
   * @param behindConv1 what conv1 is followed by
   * @param lrn in the second stage
   * @param upper initial weights of conv3 to conv5
   */
  private static NetworkSpec published(
      int classes, List<LayerSpec> behindConv1, LayerSpec lrn, InitialWeights upper) {
    List<LayerSpec> layers = new ArrayList<>();
    layers.add(new Convolution("conv1", 96, 11, 4, 0, 1, SMALL, 0));
    layers.addAll(behindConv1);
    layers.addAll(
        List.of(
            new Convolution("conv2", 256, 5, 1, 2, 2, SMALL, 1),
            RELU,
            lrn,
            OVERLAPPING,
            new Convolution("conv3", 384, 3, 1, 1, 1, upper, 0),
            RELU,
            new Convolution("conv4", 384, 3, 1, 1, 2, upper, 1),
            RELU,
            new Convolution("conv5", 256, 3, 1, 1, 2, upper, 1),
            RELU,
            OVERLAPPING,
            new Dense("fc6", 4096, SMALL, 1),
            RELU,
            new Dropout(0.5),
            new Dense("fc7", 4096, SMALL, 1),
            RELU,
            new Dropout(0.5),
            new Dense("fc8", classes, SMALL, 0)));
    return new NetworkSpec(InputGeometry.PAPER, layers);
  }

  /**
   * The layers.
   *
   * @param classes width of the last layer
   */
  public abstract NetworkSpec network(int classes);

  /** The name on the command line and in files: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
