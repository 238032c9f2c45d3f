package io.alexnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.evaluate.ClassError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassErrorsTest {
  private static ClassErrors of(int ok, int crack) {
    return ClassErrors.of(
        List.of(new ClassError(0, ok, 0), new ClassError(2, crack, 1)),
        List.of("ok", "dent", "crack"));
  }

  @Test
  void everyClassCountsTheSame() {
    assertThat(of(171, 1).mean()).isEqualTo(0.5);
    assertThat(new ClassErrors(List.of()).mean()).isZero();
  }

  @Test
  void theWorstClassIsNamedWhereClassesAreImbalanced() {
    assertThat(of(171, 1).words()).isEqualTo(", mean class err 0.500, worst 'crack' 1.000");
    assertThat(of(12, 10).words()).isEmpty();
    assertThat(new ClassErrors(List.of()).words()).isEmpty();
  }
}
