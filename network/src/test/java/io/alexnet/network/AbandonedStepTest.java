package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A step that is given up has not been. */
final class AbandonedStepTest {
  private static final int BATCH = 8;
  private static final UpdateRule RULE = new UpdateRule(0.9, 0.0005, 0.01, 0.01);
  private final NetworkSpec mini = Preset.MINI.network(4);
  private final float[] images = Golden.fill(9, BATCH * mini.geometry().inputLength(), 1);
  private final int[] labels = {0, 1, 2, 3, 3, 2, 1, 0};

  private StepResult step(AlexNet network, int number) {
    return network.train(images, labels, BATCH, RULE, 1, number);
  }

  private static List<FloatBuffer> values(AlexNet network) {
    return network.parameters().stream()
        .flatMap(p -> Stream.of(network.weight(p).values(), network.momentum(p).values()))
        .toList();
  }

  @Test
  void afterWhicheverLayerItChangesNothingAndTheNextStepIsTheSame() {
    try (AlexNet undisturbed = new AlexNet(mini, 1);
        AlexNet disturbed = new AlexNet(mini, 1)) {
      step(undisturbed, 0);
      step(disturbed, 0);
      List<FloatBuffer> before = values(undisturbed);
      StepResult result = step(undisturbed, 1);
      AtomicInteger asked = new AtomicInteger();
      for (int layer = 1; abandons(disturbed, layer, asked); layer++) {
        assertThat(asked).as("asked no more after a yes").hasValue(layer);
        assertThat(values(disturbed)).as("after layer %d", layer).isEqualTo(before);
      }
      int operations = Operations.chain(mini, new StepKey(), true).size();
      assertThat(asked).as("forward and backward").hasValue(2 * operations);
      assertThat(values(disturbed)).as("taken at last").isEqualTo(values(undisturbed));
      assertThat(result.finite()).isTrue();
    }
  }

  /** Whether a step is given up if that is asked for at its so manieth layer. */
  private boolean abandons(AlexNet network, int layer, AtomicInteger asked) {
    asked.set(0);
    network.abandonWhen(() -> asked.incrementAndGet() == layer);
    try {
      step(network, 1);
      return false;
    } catch (AbandonedStepException e) {
      return true;
    }
  }

  @Test
  void whatIsNoTrainingStepIsComputedToItsEnd() {
    try (AlexNet network = new AlexNet(mini, 1)) {
      float[][] logits = network.logits(images, BATCH);
      network.abandonWhen(() -> true);
      assertThat(network.logits(images, BATCH)).isDeepEqualTo(logits);
      assertThat(network.health(images, BATCH)).isNotEmpty();
      assertThatThrownBy(() -> step(network, 0)).isInstanceOf(AbandonedStepException.class);
    }
  }
}
