package io.alexnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {"training", "evaluation", "pipeline", "store", "prepare", "step", "kernels"})
  void everyFigureHasHelp(String figure) {
    assertThat(Main.execute(figure, "--help")).isZero();
  }

  @Test
  void wrongUsageEndsWithTwo() {
    assertThat(Main.execute()).isEqualTo(2);
    assertThat(Main.execute("speed")).isEqualTo(2);
    assertThat(Main.execute("training", "--pairs", "0")).isEqualTo(2);
  }

  @Test
  void aFolderThatIsMissingEndsWithOne() {
    assertThat(Main.execute("pipeline", directory.resolve("none").toString())).isEqualTo(1);
  }
}
