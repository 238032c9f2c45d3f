package io.alexnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import io.alexnet.augment.Views;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Four threads, a hundred images each. */
class EvaluatorThreadsTest {
  private static final int THREADS = 4;
  private static final int IMAGES = 100;
  private static final int SIDE = 32;
  private static final NetworkSpec SPEC = Preset.CIFAR.network(7);
  private static final Statistics STATISTICS =
      new Statistics(SIDE, new float[3 * SIDE * SIDE], new double[3], new double[3], new double[9]);

  private static Evaluator evaluator(AlexNet network) {
    return new Evaluator(
        network, STATISTICS, new AugmentSettings(false, false, ColourNoise.NONE, 0, Mean.RGB, 1));
  }

  private static RgbImage image(int index) {
    byte[] pixels = new byte[SIDE * SIDE * 3];
    KeyedRandom random = KeyedRandom.of(1, 0, index, Purpose.SAMPLE_IMAGES);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new RgbImage(SIDE, SIDE, pixels);
  }

  private static List<double[]> answers(Evaluator evaluator, Views views) {
    return IntStream.range(0, IMAGES)
        .mapToObj(i -> evaluator.probabilities(image(i), views))
        .toList();
  }

  /** The work of each of four threads at the same time. */
  private interface Work {
    List<double[]> answers() throws InterruptedException;
  }

  private static List<Future<List<double[]>>> together(Work work) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<List<double[]>>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  return work.answers();
                }));
      }
      for (Future<List<double[]>> one : all) {
        try {
          one.get();
        } catch (ExecutionException e) {
          // Looked at by the test.
        }
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertEqual(List<double[]> answers, List<double[]> expected) {
    assertThat(answers).hasSameSizeAs(expected);
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i)).as("image %d", i).containsExactly(expected.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofFourThreadsThatShareANetworkOneIsServedAndTheOthersAreRefused(Views views)
      throws Exception {
    List<double[]> expected;
    try (AlexNet alone = new AlexNet(SPEC, 5)) {
      expected = answers(evaluator(alone), views);
    }
    try (AlexNet shared = new AlexNet(SPEC, 5)) {
      Evaluator evaluator = evaluator(shared);
      int served = 0;
      for (Future<List<double[]>> one : together(() -> answers(evaluator, views))) {
        try {
          assertEqual(one.get(), expected);
          served++;
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("a network is for one thread: this one computes on thread '")
              .hasMessageContaining("give each thread a network of its own");
        }
      }
      assertThat(served).isEqualTo(1);
    }
  }

  @Test
  void fourThreadsWithANetworkEachAllAnswerRight() throws Exception {
    List<double[]> expected;
    try (AlexNet alone = new AlexNet(SPEC, 5)) {
      expected = answers(evaluator(alone), Views.CENTRE);
    }
    Work own =
        () -> {
          try (AlexNet network = new AlexNet(SPEC, 5)) {
            return answers(evaluator(network), Views.CENTRE);
          }
        };
    for (Future<List<double[]>> one : together(own)) {
      assertEqual(one.get(), expected);
    }
  }
}
