package io.alexnet.network;

/**
 * One layer of a network, as data. A network is a list of these, in the order in which the signal
 * meets them.
 */
public sealed interface LayerSpec {

  /**
   * Convolution over [C,H,W]. With g groups, filters i*F/g to (i+1)*F/g - 1 see only input channels
   * i*C/g to (i+1)*C/g - 1: the two columns of the paper's Figure 2.
   *
   * @param name prefix of the tensors' names: conv1 gives conv1.weight [F, C/g, k, k] and
   *     conv1.bias [F]
   * @param padding zeros on each side
   * @param bias initial value of every bias
   */
  record Convolution(
      String name,
      int filters,
      int kernel,
      int stride,
      int padding,
      int groups,
      InitialWeights weights,
      double bias)
      implements LayerSpec {
    Convolution withGroups(int count) {
      return new Convolution(name, filters, kernel, stride, padding, count, weights, bias);
    }
  }

  /**
   * A fully connected layer; a [C,H,W] input is read row-major.
   *
   * @param name prefix of the tensors' names: fc6 gives fc6.weight [units, inputs] and fc6.bias
   *     [units]
   */
  record Dense(String name, int units, InitialWeights weights, double bias) implements LayerSpec {}

  /** Applies the nonlinearity to every value. */
  record Activate(Activation function) implements LayerSpec {}

  /**
   * Local response normalisation across channels, section 3.3 of the paper: b_i = a_i / (k + alpha
   * * sum a_j^2)^beta, the sum over the {@code size} channels centred at i. The paper's formula
   * does not divide alpha by the size; PyTorch, Caffe and the released code do, so their 1e-4 is
   * 2e-5 here.
   */
  record Normalise(double k, int size, double alpha, double beta) implements LayerSpec {
    public Normalise {
      if (size < 1 || size % 2 == 0) {
        throw new IllegalArgumentException("a normalisation window must be odd, not " + size);
      }
    }
  }

  /** What a pooling window gives. */
  enum PoolKind {
    MAX,
    AVERAGE
  }

  /**
   * Pooling over {@code size x size} windows, {@code stride} apart.
   *
   * @param partialWindows whether a window may reach past the right and bottom edge, as in
   *     cuda-convnet; else such windows are left out
   */
  record Pool(PoolKind kind, int size, int stride, boolean partialWindows) implements LayerSpec {}

  /**
   * Dropout as in section 4.2 of the paper: in training each value is zeroed with this probability
   * and the others pass as they are; at test time every value is multiplied by one minus the
   * probability.
   */
  record Dropout(double probability) implements LayerSpec {
    public Dropout {
      if (!(probability >= 0 && probability < 1)) {
        throw new IllegalArgumentException("dropout must be in [0, 1), not " + probability);
      }
    }
  }
}
