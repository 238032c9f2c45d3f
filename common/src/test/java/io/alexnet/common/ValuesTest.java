package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void pixelsAreRowByRowRedGreenBlueUnsigned() {
    RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, -1, -2, -3});
    assertThat(image.at(0, 0, 2)).isEqualTo(3);
    assertThat(image.at(1, 0, 0)).isEqualTo(255);
    assertThatThrownBy(() -> new RgbImage(2, 2, new byte[6])).hasMessageContaining("2x2");
    assertThatThrownBy(() -> new RgbImage(0, 1, new byte[0])).hasMessageContaining("0x1");
  }

  @Test
  void paperGeometryHas33OffsetsAnd227Inputs() {
    assertThat(InputGeometry.PAPER.maxOffset()).isEqualTo(32);
    assertThat(InputGeometry.PAPER.inputLength()).isEqualTo(3 * 227 * 227);
    assertThatThrownBy(() -> new InputGeometry(10, 11, 11))
        .hasMessageContaining("image 10, patch 11");
    assertThatThrownBy(() -> new InputGeometry(10, 9, 8)).hasMessageContaining("input 8");
  }

  @Test
  void shapesAreChannelsHeightWidth() {
    ImageShape shape = new ImageShape(96, 55, 54);
    assertThat(shape.length()).isEqualTo(96 * 55 * 54);
    assertThat(shape.batch(128)).containsExactly(128, 96, 55, 54);
    assertThat(shape).hasToString("[96,55,54]");
    assertThat(new ImageShape(4096, 1, 1)).hasToString("[4096]");
    assertThatThrownBy(() -> new ImageShape(1, 0, 1)).hasMessageContaining("empty axis");
    assertThatThrownBy(() -> new ImageShape(1 << 16, 1 << 16, 1).length())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void classNamesAreDifferentAndNotBlank() {
    assertThat(new ClassNames(List.of("cat", "dog")).name(1)).isEqualTo("dog");
    assertThatThrownBy(() -> new ClassNames(List.of("cat", "cat"))).hasMessageContaining("cat");
    assertThatThrownBy(() -> new ClassNames(List.of("cat", " "))).hasMessageContaining("blank");
    assertThatThrownBy(() -> new ClassNames(List.of())).hasMessageContaining("at least one class");
  }
}
