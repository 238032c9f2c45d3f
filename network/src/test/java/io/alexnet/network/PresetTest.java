package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.ImageShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {
  @ParameterizedTest
  @CsvSource({
    "PAPER,1000,60965224",
    "KRIZHEVSKY2012,1000,60965224",
    "MINI,10,942282",
    "CIFAR,10,89578"
  })
  void parameterCountsAreThoseOfTheLayers(Preset preset, int classes, long count) {
    long sum =
        operations(preset.network(classes)).stream()
            .flatMap(operation -> operation.parameters().stream())
            .mapToLong(Parameter::length)
            .sum();
    assertThat(sum).isEqualTo(count);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAPER", "KRIZHEVSKY2012"})
  void mapsShrinkFrom55To27To13To6(Preset preset) {
    List<Integer> sides =
        operations(preset.network(1000)).stream()
            .map(operation -> operation.outputShape().width())
            .distinct()
            .toList();
    assertThat(sides).containsExactly(55, 27, 13, 6, 1);
    assertThat(preset.network(1000).inputShape()).isEqualTo(new ImageShape(3, 227, 227));
  }

  @Test
  void tensorsHaveThePublishedShapes() {
    assertThat(
            operations(Preset.PAPER.network(1000)).stream().flatMap(o -> o.parameters().stream()))
        .filteredOn(parameter -> !parameter.isBias())
        .extracting(parameter -> parameter.name() + " " + parameter.shape())
        .containsExactly(
            "conv1.weight [96, 3, 11, 11]",
            "conv2.weight [256, 48, 5, 5]",
            "conv3.weight [384, 256, 3, 3]",
            "conv4.weight [384, 192, 3, 3]",
            "conv5.weight [256, 192, 3, 3]",
            "fc6.weight [4096, 9216]",
            "fc7.weight [4096, 4096]",
            "fc8.weight [1000, 4096]");
  }

  @Test
  void ablationsChangeWhatTheyNameAndNothingElse() {
    NetworkSpec paper = Preset.PAPER.network(10);
    assertThat(paper.without("conv3").layers()).hasSize(paper.layers().size() - 2);
    assertThat(paper.without("fc7").layers()).hasSize(paper.layers().size() - 3);
    assertThat(paper.withoutNormalisation().layers()).hasSize(paper.layers().size() - 2);
    assertThat(paper.withDropout(0).layers()).hasSize(paper.layers().size() - 2);
    assertThat(sides(paper.withPoolSize(2))).containsExactly(55, 27, 13, 6, 1);
    assertThat(count(paper.withoutGroups())).isGreaterThan(count(paper));
    assertThat(count(paper.withExtraConvolution(256)) - count(paper))
        .isEqualTo(256 * 256 * 9 + 256);
    assertThatThrownBy(() -> paper.without("fc8")).hasMessageContaining("conv1");
  }

  private static List<Integer> sides(NetworkSpec spec) {
    return operations(spec).stream()
        .map(operation -> operation.outputShape().width())
        .distinct()
        .toList();
  }

  private static long count(NetworkSpec spec) {
    return operations(spec).stream()
        .flatMap(o -> o.parameters().stream())
        .mapToLong(Parameter::length)
        .sum();
  }

  private static List<Operation> operations(NetworkSpec spec) {
    return Operations.chain(spec, new StepKey(), true);
  }
}
