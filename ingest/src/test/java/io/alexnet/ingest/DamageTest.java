package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.ClassNames;
import io.alexnet.common.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DamageTest {
  /** {@code perClass} images each of classes a and b, none of them there. */
  private static Damage tally(int perClass, DamageLimits limits) {
    List<List<FolderScan.Entry>> entries =
        List.of("a", "b").stream().map(name -> entries(name, perClass)).toList();
    ImageSet images = new FolderImages(Path.of("x"), Path.of("x"), 8, ReadOptions.DEFAULT, entries);
    return limits.tally(images, new ClassNames(List.of("a", "b")));
  }

  private static List<FolderScan.Entry> entries(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> name + "/" + i + ".jpg")
        .map(file -> new FolderScan.Entry(Path.of("x", file), file, 1, ""))
        .toList();
  }

  @Test
  void oneImageIsAlwaysBearable() {
    Damage damage = tally(3, DamageLimits.DEFAULT);
    assertThat(damage.reject(0, "empty file")).isTrue();
    assertThat(damage.rejections()).containsExactly(new Rejection("a/0.jpg", "empty file"));
    assertThatThrownBy(() -> damage.reject(4, "empty file")).isInstanceOf(UserException.class);
  }

  @Test
  void theSameImageCountsOnce() {
    Damage damage = tally(3, DamageLimits.DEFAULT);
    damage.reject(0, "empty file");
    assertThat(damage.reject(0, "empty file")).isFalse();
    assertThat(damage.rejections()).hasSize(1);
  }

  @Test
  void aLimitIsReachedWithoutHarmAndNotPassed() {
    Damage damage = tally(100, new DamageLimits(1, 0.05));
    for (int i = 0; i < 5; i++) {
      damage.reject(i, "empty file");
    }
    assertThatThrownBy(() -> damage.reject(5, "no such file"))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("6 of 100", "class \"a\"", "5.0 %", "a/5.jpg (no such file)");
  }

  @Test
  void theWholeSetHasALimitToo() {
    Damage damage = tally(100, new DamageLimits(0.01, 1));
    damage.reject(0, "empty file");
    damage.reject(100, "empty file");
    assertThatThrownBy(() -> damage.reject(101, "empty file"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("3 of 200");
  }

  @Test
  void aClassIsNeverLostAltogether() {
    Damage damage = tally(1, new DamageLimits(1, 1));
    assertThatThrownBy(() -> damage.reject(1, "empty file"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("\"b\"");
  }
}
