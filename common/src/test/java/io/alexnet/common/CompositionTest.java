package io.alexnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompositionTest {
  private static final String COMPOSED = "caf\u00e9";
  private static final String SEPARATE = "cafe\u0301";

  @Test
  void aTwinLooksTheSameAndIsNotEqual() {
    assertThat(Composition.twin(COMPOSED, List.of("cafe", COMPOSED, SEPARATE))).contains(SEPARATE);
    assertThat(Composition.twin(SEPARATE, List.of("cafe", COMPOSED))).contains(COMPOSED);
    assertThat(Composition.twin(COMPOSED, List.of("cafe", COMPOSED, "CAF\u00c9"))).isEmpty();
  }

  @Test
  void theCompositionsHaveWords() {
    assertThat(Composition.of(COMPOSED)).contains("NFC");
    assertThat(Composition.of(SEPARATE)).contains("NFD");
    assertThat(Composition.of(COMPOSED + SEPARATE)).doesNotContain("NFC", "NFD");
  }
}
