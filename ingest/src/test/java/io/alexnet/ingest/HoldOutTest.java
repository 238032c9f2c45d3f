package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldOutTest {
  private final Path data;

  HoldOutTest(@TempDir Path data) {
    this.data = data;
  }

  private void put(String... names) {
    for (String name : names) {
      Fixtures.put(data.resolve(name), new byte[1]);
    }
  }

  private static DataSet open(Path data) {
    return DataSet.open(data, 8, ReadOptions.DEFAULT);
  }

  private static List<String> names(ImageSet images) {
    return IntStream.range(0, images.size()).mapToObj(images::name).toList();
  }

  private static List<String> val(DataSet data) {
    return names(data.validation().orElseThrow());
  }

  @Test
  void heldOutImagesAreDisjointAndReproducible() {
    for (int i = 0; i < 10; i++) {
      put("a/" + i + ".jpg", "b/" + i + ".jpg");
    }
    put("c/0.jpg", "c/1.jpg");
    DataSet divided = open(data).withHeldOutValidation(0.2, 7);
    List<String> train = names(divided.training());
    List<String> val = val(divided);
    assertThat(divided.splits().keySet()).containsExactly("train", "val");
    assertThat(train).doesNotContainAnyElementsOf(val).hasSize(17);
    assertThat(val).containsExactly("a/1.jpg", "a/4.jpg", "b/1.jpg", "b/2.jpg", "c/0.jpg");
    assertThat(val(open(data).withHeldOutValidation(0.2, 7))).isEqualTo(val);
    assertThat(val(open(data).withHeldOutValidation(0.2, 8))).isNotEqualTo(val);
    assertThat(divided.withHeldOutValidation(0.5, 1)).isSameAs(divided);
  }

  /** A store lacks the broken files of its folder: what was learned must not be measured. */
  @Test
  void anImageMoreOrLessMovesNoOther() throws IOException {
    for (int i = 0; i < 10; i++) {
      put("a/" + i + ".jpg", "b/" + i + ".jpg");
    }
    List<String> val = val(open(data).withHeldOutValidation(0.2, 7));
    Files.delete(data.resolve("a/0.jpg"));
    assertThat(val(open(data).withHeldOutValidation(0.2, 7))).isEqualTo(val);
  }

  @Test
  void aClassOfOneImageCannotBeDivided() {
    put("a/0.jpg", "a/1.jpg", "b/0.jpg");
    assertThatThrownBy(() -> open(data).withHeldOutValidation(0.5, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("\"b\"");
  }
}
