package io.alexnet.network;

/** Whether a label is among the k best, as the released code counts it. */
public final class Ranking {
  private Ranking() {}

  /**
   * 1 if fewer than k scores exceed the label's and no tie reaches over the k-th place; 0 if k or
   * more exceed it. In between, the places left are shared among those that tie with the label,
   * itself included. A score that is not a number counts as wrong.
   *
   * @param scores higher is better
   * @param k at least 1
   * @return 0 to 1
   */
  public static double credit(double[] scores, int label, int k) {
    double own = scores[label];
    if (Double.isNaN(own)) {
      return 0;
    }
    int better = 0;
    int ties = 0;
    for (double score : scores) {
      better += score > own ? 1 : 0;
      ties += score == own ? 1 : 0;
    }
    return better >= k ? 0 : Math.min(1, (double) (k - better) / ties);
  }
}
