package io.alexnet.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Two sides' times, taken in turns on one machine.
 *
 * @param figure what was compared
 * @param ours the project's side
 * @param peer the other
 */
record Comparison(String figure, Timed ours, Timed peer) {
  /**
   * A side's times.
   *
   * @param images of one unit of work
   * @param seconds that the units took, in the order of the pairs
   */
  record Timed(String name, String description, long images, List<Double> seconds) {
    Timed {
      seconds = List.copyOf(seconds);
    }

    /** Images a second of each unit. */
    double[] rates() {
      return seconds.stream().mapToDouble(s -> images / s).toArray();
    }

    /** Images a second in the middle of the units. */
    double rate() {
      return median(rates());
    }
  }

  /** Our rate divided by the peer's, for each pair. */
  double[] ratios() {
    double[] ratios = ours.rates();
    double[] peers = peer.rates();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= peers[i];
    }
    return ratios;
  }

  /** The middle one of the pairs' ratios. */
  double ratio() {
    return median(ratios());
  }

  /** The mean of the two in the middle where there is no middle one. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Has both sides work in turns, each first in every second pair, so that whatever drifts on the
   * machine weighs on both alike.
   *
   * @param warmUps pairs before those that count
   * @param pairs that count, at least 1
   * @param heard a line for each pair
   */
  static Comparison measure(
      String figure,
      RunningSide ours,
      RunningSide peer,
      int warmUps,
      int pairs,
      Consumer<String> heard) {
    List<Double> oursSeconds = new ArrayList<>();
    List<Double> peerSeconds = new ArrayList<>();
    for (int pair = -warmUps; pair < pairs; pair++) {
      double first = (pair % 2 == 0 ? ours : peer).run();
      double second = (pair % 2 == 0 ? peer : ours).run();
      double oursTook = pair % 2 == 0 ? first : second;
      double peerTook = pair % 2 == 0 ? second : first;
      double oursRate = ours.images() / oursTook;
      double peerRate = peer.images() / peerTook;
      heard.accept(
          "%-8s %10.1f images/s %s %10.1f %s   ratio %.3f"
              .formatted(
                  pair < 0 ? "warm-up" : "pair " + (pair + 1),
                  oursRate,
                  ours.name(),
                  peerRate,
                  peer.name(),
                  oursRate / peerRate));
      if (pair >= 0) {
        oursSeconds.add(oursTook);
        peerSeconds.add(peerTook);
      }
    }
    return new Comparison(figure, timed(ours, oursSeconds), timed(peer, peerSeconds));
  }

  private static Timed timed(RunningSide side, List<Double> seconds) {
    return new Timed(side.name(), side.description(), side.images(), seconds);
  }
}
