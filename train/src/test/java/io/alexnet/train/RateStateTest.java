package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.network.Preset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateStateTest {
  private static OptimiserSettings settings(int patience, int drops, List<Integer> dropEpochs) {
    return new OptimiserSettings(90, 128, 0.01, 1, true, 0.9, 0.0005, patience, drops, dropEpochs);
  }

  @Test
  void rateIsDividedByTenThreeTimesWhenTheErrorStopsImprovingThenTrainingEnds() {
    OptimiserSettings settings = settings(2, 3, List.of());
    RateState state = RateState.start(settings);
    double[] errors = {0.9, 0.8, 0.8, 0.85, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7};
    double[] rates = {1e-2, 1e-2, 1e-2, 1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5, 1e-5};
    for (int epoch = 0; epoch < errors.length; epoch++) {
      assertThat(state.ended()).as("ended before epoch %d", epoch).isFalse();
      state = state.after(epoch + 1, errors[epoch], settings);
      assertThat(state.rate()).as("after epoch %d", epoch).isCloseTo(rates[epoch], within(1e-12));
    }
    assertThat(state.ended()).isTrue();
    assertThat(state.bestError()).isEqualTo(0.7);
  }

  @Test
  void namedEpochsDecideAloneWhereThereAreAny() {
    OptimiserSettings settings = settings(1, 3, List.of(2, 4));
    RateState state = RateState.start(settings);
    for (int epoch = 1; epoch <= 20; epoch++) {
      state = state.after(epoch, 0.5, settings);
      double expected = epoch < 2 ? 1e-2 : epoch < 4 ? 1e-3 : 1e-4;
      assertThat(state.rate()).as("after epoch %d", epoch).isCloseTo(expected, within(1e-12));
    }
    assertThat(state.ended()).isFalse();
  }

  @Test
  void biasesKeepTheirRateWhereTheReleasedCodeDoes() {
    TrainSettings asRun = TrainSettings.of(Preset.KRIZHEVSKY2012);
    RateState later = new RateState(1e-4, 2, 0.5, 0, false);
    assertThat(asRun.biasRate(later)).isEqualTo(0.02);
    assertThat(TrainSettings.of(Preset.PAPER).biasRate(later)).isEqualTo(1e-4);
  }
}
