package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "45.2, 45s",
    "130, 2m10s",
    "3599.6, 1h00m",
    "11100, 3h05m",
    "1051200, 12d04h",
    "NaN, ?",
    "Infinity, ?",
    "-1, ?"
  })
  void durationsShowTheirTwoLargestUnits(double seconds, String expected) {
    assertThat(Text.duration(seconds)).isEqualTo(expected);
  }

  @Test
  void aFileNameCannotForgeALine() {
    assertThat(Text.oneLine("a\nb\r\n  c\u001b[2Jd\n")).isEqualTo("a b c?[2Jd");
  }

  @Test
  void indentationIsKept() {
    assertThat(Text.oneLine("  two")).isEqualTo("  two");
  }

  @Test
  void nounsFollowTheirNumber() {
    assertThat(Text.count(1, "image")).isEqualTo("1 image");
    assertThat(Text.count(0, "image")).isEqualTo("0 images");
    assertThat(Text.count(10, "class")).isEqualTo("10 classes");
  }
}
