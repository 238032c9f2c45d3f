package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.InputGeometry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StemTest {

  @ParameterizedTest
  @EnumSource(names = {"PAPER", "KRIZHEVSKY2012"})
  void publishedNetworksShareUpToTheFirstPooling(Preset preset) {
    Stem stem = Stem.of(preset.network(10)).orElseThrow();

    assertThat(stem).isEqualTo(new Stem(InputGeometry.PAPER, 4, 19, 8));
    assertThat(stem.wholePicture()).isEqualTo(new InputGeometry(256, 256, 259));
    assertThat(stem.values(227)).isEqualTo(27);
    assertThat(stem.values(224)).as("without seeing past the patch").isEqualTo(26);
  }

  @ParameterizedTest
  @EnumSource(names = {"MINI", "CIFAR"})
  void aPaddedFirstLayerIsNotShared(Preset preset) {
    assertThat(Stem.of(preset.network(10))).isEmpty();
  }

  @Test
  void poolingWithoutAConvolutionIsNotShared() {
    assertThat(Stem.of(Preset.PAPER.network(10).without("conv1"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "32, 4", // windows at 0, 16, 32
    "16, 4", // 0, 8, 16
    "8, 3", // 0, 4, 8: conv1 has a step of 4, pooling one of 8
    "4, 0", // 0, 2, 4
    "31, 0", // 0, 15, 31
    "0, 4" // no choice of windows at all
  })
  void onlyLayersWhoseStepFitsTheWindowsAreShared(int largestOffset, int layers) {
    NetworkSpec paper = Preset.PAPER.network(10);
    InputGeometry geometry = new InputGeometry(224 + largestOffset, 224, 227);

    Optional<Stem> stem = Stem.of(new NetworkSpec(geometry, paper.layers()));

    assertThat(stem.map(Stem::layers).orElse(0)).isEqualTo(layers);
  }

  @Test
  void aPatchSmallerThanWhatAValueSeesEndsTheStem() {
    NetworkSpec paper = Preset.PAPER.network(10);
    InputGeometry geometry = new InputGeometry(34, 18, 27);

    Stem stem = Stem.of(new NetworkSpec(geometry, paper.layers())).orElseThrow();

    assertThat(List.of(stem.layers(), stem.reach())).isEqualTo(List.of(3, 11));
  }
}
