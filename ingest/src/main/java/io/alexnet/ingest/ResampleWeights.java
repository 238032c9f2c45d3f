package io.alexnet.ingest;

/**
 * The triangle filter along one axis: which source samples make an output sample, and how much each
 * counts.
 *
 * <p>Pillow's "bilinear": when the axis shrinks, the triangle is widened by the reduction factor,
 * so that every source sample counts (antialiasing); when it grows, this is linear interpolation.
 */
final class ResampleWeights {
  /** Weights are integers in units of 2^-22, as in Pillow, so the sums fit 32 bits. */
  static final int PRECISION_BITS = 22;

  /**
   * Weights are padded with zeros to a multiple of this many, for loops without loops inside. Three
   * is what shrinking up to 1.5 times needs: most photographs' way to 256.
   */
  static final int GROUP = 3;

  private final int taps;
  private final int[] first;
  private final int[] count;
  private final double[] exact;
  private final int[] rounded;

  /**
   * @param from source samples along the axis
   * @param scale source samples for each output sample
   * @param offset first output sample that is wanted
   * @param outputs how many output samples are wanted
   */
  ResampleWeights(int from, double scale, long offset, int outputs) {
    double stretch = Math.max(scale, 1);
    first = new int[outputs];
    count = new int[outputs];
    int most = 0;
    for (int i = 0; i < outputs; i++) {
      double centre = (offset + i + 0.5) * scale;
      first[i] = Math.max((int) (centre - stretch + 0.5), 0);
      count[i] = Math.min((int) (centre + stretch + 0.5), from) - first[i];
      most = Math.max(most, count[i]);
    }
    taps = (most + GROUP - 1) / GROUP * GROUP;
    exact = new double[outputs * taps];
    rounded = new int[outputs * taps];
    for (int i = 0; i < outputs; i++) {
      fill(i, (offset + i + 0.5) * scale, stretch);
    }
  }

  private void fill(int output, double centre, double stretch) {
    int base = output * taps;
    double sum = 0;
    for (int k = 0; k < count[output]; k++) {
      double distance = Math.abs((k + first[output] - centre + 0.5) * (1 / stretch));
      exact[base + k] = Math.max(1 - distance, 0);
      sum += exact[base + k];
    }
    for (int k = 0; k < count[output]; k++) {
      exact[base + k] /= sum;
      rounded[base + k] = (int) (0.5 + exact[base + k] * (1 << PRECISION_BITS));
    }
  }

  /** The stride of the weights: the most samples that any output needs, padded. */
  int taps() {
    return taps;
  }

  /** The first source sample of an output sample. */
  int first(int output) {
    return first[output];
  }

  /** The first source sample of every output sample; read only. */
  int[] first() {
    return first;
  }

  /** How many source samples an output sample needs. */
  int count(int output) {
    return count[output];
  }

  /** Weights [outputs, taps] that sum to 1 for each output; read only. */
  double[] exact() {
    return exact;
  }

  /**
   * The weights of one output sample as integers that sum to {@code sum} exactly: what rounding
   * leaves over goes to the largest.
   */
  int[] ofSum(int output, int sum) {
    int[] weights = new int[count[output]];
    int rest = sum;
    int largest = 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (int) Math.rint(exact[output * taps + k] * sum);
      rest -= weights[k];
      largest = weights[k] > weights[largest] ? k : largest;
    }
    weights[largest] += rest;
    return weights;
  }

  /** The weights in units of 2^-22; read only. */
  int[] rounded() {
    return rounded;
  }
}
